# SPDX-License-Identifier: GPL-2.0-only
# Two connectors of one guest: one on the host's output, one headless.
. /bench/shown.sh
plan 11

check "the agent starts" agent_start
guest_config two "vdispl=VGA-1:1024x768;side:800x600"
cat >/run/two.sh <<GUEST
modprobe drm_xen_front
$GUEST_CARD --all --frames=120 --hold
GUEST
check "a guest is created" guest_create two /run/two.sh
check "the first flips" guest_line two "^$GUEST_CARD: 1024x768 120 flips" 120
check "the second flips" guest_line two "^$GUEST_CARD: 800x600 120 flips" 60
check "both hold" guest_line two "^$GUEST_CARD: holding" 20

check "the first is on the output" shown_is two 0 zero-copy
check "the second is headless" shown_is two 1 headless
check "the reason says why" test -n "$(shown two 1 reason)"

screenshot first
check "the screen shows the first" cardcheck --frame=120 1024 768 $SHOTS/first.ppm
check "vdisplctl shows the second" vdisplctl screenshot two:1 /run/second.png
check "... and it is the second" cardcheck --frame=120 800 600 /run/second.png
