# SPDX-License-Identifier: GPL-2.0-only
# A display of dom0's is unplugged and plugged in again: its guest does not notice.
. /bench/shown.sh
plan 14

connector=$(echo /sys/class/drm/card*-VGA-1)

check "the agent starts" agent_start
guest_config on "vdispl=VGA-1:1024x768"
cat >/run/on.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=1000000
echo "testcard ended with $?"
GUEST
check "a guest is created" guest_create on /run/on.sh
check "it flips" wait_for 60 flips_over on 30
check "without a copy" shown_is on 0 zero-copy

plug "$connector" off
check "unplugged, its screen is shown nowhere" wait_for 10 shown_is on 0 headless
check "the reason says why" test "$(shown on 0 reason)" = "nothing is plugged in at VGA-1"
now=$(shown on 0 flips)
check "it goes on flipping" wait_for 10 flips_over on $((now + 60))
plug "$connector" detect
check "plugged in, it is shown again" wait_for 10 shown_is on 0 zero-copy
guest_run on "killall testcard" >/dev/null
check "its program has noticed nothing" guest_line on '^testcard ended with 0' 30

plug "$connector" off
guest_run on "testcard --frames=60 --hold >/root/out 2>&1 &" >/dev/null
check "it may begin unplugged, too" wait_for 60 held on
check "... and is headless" shown_is on 0 headless
plug "$connector" detect
check "plugged in, it is shown" wait_for 10 shown_is on 0 zero-copy
screenshot on
check "the screen shows it" cardcheck --frame=60 1024 768 $SHOTS/on.ppm
guest_destroy on
check "nothing stays mapped" wait_for 10 buffers_none
