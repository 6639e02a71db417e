# SPDX-License-Identifier: GPL-2.0-only
# The worker dies while the guest flips: the guest's driver reconnects by itself.
. /bench/shown.sh
plan 9

check "the agent starts" agent_start
pid=$(agent_pid)
# The stock driver warns of a reference count when it loses its back end in use.
guest_may_crash hit
guest_config hit "vdispl=VGA-1:1024x768"
cat >/run/hit.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=1000000
echo "testcard ended with $?"
GUEST
check "a guest is created" guest_create hit /run/hit.sh
check "it flips" wait_for 60 flips_over hit 60

killall -KILL vdispl-worker
check "its program notices" guest_line hit '^testcard ended with [1-9]' 60
check "the driver is connected again" wait_for 30 connected hit
check "the agent is the same" test "$(agent_pid)" = "$pid"

guest_run hit "testcard --frames=60 --hold >/root/out 2>&1 &" >/dev/null
check "the program, started again, flips" wait_for 60 held hit
screenshot hit
check "the screen shows it" cardcheck --frame=60 1024 768 $SHOTS/hit.ppm

guest_destroy hit
check "nothing stays mapped" wait_for 10 buffers_none
