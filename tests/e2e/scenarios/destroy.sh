# SPDX-License-Identifier: GPL-2.0-only
# `xl destroy` while the guest flips: nothing of it stays, and the next is served.
. /bench/shown.sh
plan 10

check "the agent starts" agent_start
pid=$(agent_pid)
cat >/run/flips.sh <<GUEST
modprobe drm_xen_front
$GUEST_CARD --frames=1000000
GUEST

guest_config first "vdispl=VGA-1:1024x768"
check "a guest is created" guest_create first /run/flips.sh
check "it flips" wait_for 60 flips_over first 60
guest_destroy first
check "the domain is gone, no zombie stays" wait_for 10 guest_gone first
check "no buffer is left" wait_for 10 buffers_none
check "no grant of it is mapped" wait_for 10 grants_none_mapped
check "the agent lives" test "$(agent_pid)" = "$pid"

cat >/run/card.sh <<GUEST
modprobe drm_xen_front
$GUEST_CARD --frames=60 --hold
GUEST
guest_config second "vdispl=VGA-1:1024x768"
check "a new guest is created" guest_create second /run/card.sh
check "it flips" guest_line second "^$GUEST_CARD: holding" 120
screenshot second
check "the screen shows it" cardcheck --frame=60 1024 768 $SHOTS/second.ppm
