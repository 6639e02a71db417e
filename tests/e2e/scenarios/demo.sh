# SPDX-License-Identifier: GPL-2.0-only
# The demo: a guest's test card on VGA-1, without a copy.
. /bench/shown.sh
plan 8

check "the agent starts" agent_start
guest_config demo "vdispl=VGA-1:1024x768"
cat >/run/demo.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=300 --reference=/root/card.ppm --hold
GUEST
check "xl create takes the guest" guest_create demo /run/demo.sh
note "progress: the guest draws"
check "the guest flips 300 times" guest_line demo '^testcard: 1024x768 300 flips' 120
check "... and holds its last frame" guest_line demo '^testcard: holding' 20

note "progress: comparing the screen with the test card, pixel by pixel"
screenshot screen
picture=matches
check "the screen shows the test card" \
  cardcheck --frame=300 1024 768 $SHOTS/screen.ppm || picture=differs
guest_get demo /root/card.ppm /run/card.ppm
check "the guest's own copy is the same" cmp $SHOTS/screen.ppm /run/card.ppm ||
  picture=differs

check "shown without a copy" shown_is demo 0 zero-copy
check "no octet was copied" test "$(shown demo 0 bytes_copied)" = 0
note "demo: guest demo 1024x768 on $(shown demo 0 output): $(shown demo 0 mode)," \
  "$(shown demo 0 flips) flips, $(shown demo 0 bytes_copied) bytes copied, picture $picture"
