# SPDX-License-Identifier: GPL-2.0-only
# Somebody switches dom0's virtual terminal away from the guests, and back.
. /bench/shown.sh
plan 20

# The column that says who is the card's master.
# A lease counts as its lessor's: both are vdispld's.
master() { awk '$4 == "y" { print $1 }' /sys/kernel/debug/dri/0/clients | sort -u; }
master_is() { [ "$(master)" = "$1" ]; }
seen() { [ "$(cat /sys/class/tty/tty0/active)" = "tty$1" ]; }

chvt 1
check "the agent takes a terminal" agent_start --vt=7
check "... which is seen" wait_for 10 seen 7
guest_config on "vdispl=VGA-1:1024x768"
cat >/run/on.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=1000000
echo "testcard ended with $?"
GUEST
check "a guest is created" guest_create on /run/on.sh
check "it flips" wait_for 60 flips_over on 30
check "without a copy" shown_is on 0 zero-copy
check "the agent is the card's master" master_is vdispld

chvt 1
check "another terminal is seen" wait_for 10 seen 1
check "the guest is shown nowhere" wait_for 10 shown_is on 0 headless
check "the reason says why" \
  test "$(shown on 0 reason)" = "the host shows something else at VGA-1"
check "the card has no master" master_is ""
now=$(shown on 0 flips)
check "the guest goes on flipping" wait_for 10 flips_over on $((now + 60))

chvt 7
check "back again, it is shown" wait_for 10 shown_is on 0 zero-copy
guest_run on "killall testcard" >/dev/null
check "its program has noticed nothing" guest_line on '^testcard ended with 0' 30

chvt 1
check "the card is left once more" wait_for 10 master_is ""
guest_run on "testcard --frames=60 --hold >/root/out 2>&1 &" >/dev/null
check "a program may begin meanwhile" wait_for 60 held on
chvt 7
check "it is shown, without a copy" wait_for 10 shown_is on 0 zero-copy
screenshot on
check "the screen shows it" cardcheck --frame=60 1024 768 $SHOTS/on.ppm
guest_destroy on
check "nothing stays mapped" wait_for 10 buffers_none
check "the agent ends" agent_stop
check "... and the terminal of before is seen" wait_for 10 seen 1
