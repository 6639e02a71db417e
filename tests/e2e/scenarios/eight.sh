# SPDX-License-Identifier: GPL-2.0-only
# Eight small guests at once, the first of them on the screen: all flip side by side, and
# none misses a flip while another is destroyed, one worker is killed, a guest comes and
# xenstored is away.
. /bench/shown.sh
plan 38

STAYING="one two three four five six"
cat >/run/flip.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=1000000
echo "testcard ended with $?"
GUEST

# begin GUEST CONNECTORS
begin()
{
  guest_config "$1" memory=128 "vdispl=$2"
  guest_create "$1" /run/flip.sh
}

# flips_over GUEST COUNT: a condition for wait_for, looked at once a second only: with one
# CPU for all, each look is time that the guests have not.
flips_over()
{
  sleep 1
  [ "$(shown "$1" 0 flips)" -gt "$2" ]
}

agent_descriptors() { ls "/proc/$pid/fd" | wc -l; }
agent_kib() { awk '/^Anonymous:/ { print $2 }' "/proc/$pid/smaps_rollup"; }
workers() { pidof vdispl-worker | wc -w; }
workers_are() { [ "$(workers)" = "$1" ]; }

check "the agent starts" agent_start
pid=$(agent_pid)
descriptors=$(agent_descriptors)
check "guest one is created" begin one "VGA-1:640x480"
for guest in two three four five six leaves crashes; do
  check "guest $guest is created" begin $guest "$guest:640x480"
done
for guest in $STAYING leaves crashes; do
  check "guest $guest flips" wait_for 120 flips_over $guest 30
done
check "each has a worker of its own" workers_are 8
check "guest one is on the screen" shown_is one 0 zero-copy
ended=
vdisplctl list | sed 's/^/# /'

guest_destroy leaves
check "a guest that is destroyed goes" wait_for 10 guest_gone leaves
guest_may_crash crashes
# Its worker is the last that was started.
kill -KILL "$(pidof vdispl-worker | tr ' ' '\n' | sort -n | tail -n 1)"
check "a worker that is killed is followed by another" wait_for 30 connected crashes
check "a ninth guest is created" begin nine "nine:640x480"
check "it flips" wait_for 120 flips_over nine 30

for guest in $STAYING; do
  now=$(shown $guest 0 flips)
  check "guest $guest still flips" wait_for 10 flips_over $guest $((now + 30))
done
flips() { for guest in $STAYING; do shown $guest 0 flips; done; }
before=$(flips)
killall -STOP xenstored
sleep 5
killall -CONT xenstored
stood=0
for now in $(flips); do
  [ "$now" -ge $((${before%%[!0-9]*} + 50)) ] || stood=$((stood + 1))
  before=${before#*[!0-9]}
done
check "all flip on for five seconds without xenstored" test $stood = 0

slowest=0
for guest in $STAYING; do
  guest_run $guest "killall testcard" >/dev/null
  guest_line $guest '^testcard ended with 0' 30 && ended="$ended $guest"
  took=$(tr -d '\r' <"$(guest_log $guest)" | sed -n 's/.*slowest flip \([0-9]*\) ms.*/\1/p')
  [ "$took" -le $slowest ] || slowest=$took
done
check "none of them missed a flip" test "$ended" = " $STAYING"
note "the slowest of all their flips took $slowest ms"
check "none took a second" test $slowest -lt 1000
check "the agent is the same" test "$(agent_pid)" = "$pid"

kib=$(agent_kib)
for guest in $STAYING crashes nine; do guest_destroy $guest; done
check "all go" wait_for 30 guest_none
check "their workers go" wait_for 10 workers_are 0
check "nothing stays mapped" wait_for 10 buffers_none
settled() { [ "$(agent_descriptors)" -le "$descriptors" ]; }
check "the agent has no descriptor more than at first" wait_for 10 settled
note "the agent's memory: $kib KiB with eight guests, $(agent_kib) KiB with none"
check "nor does it take memory for those that are gone" test "$(agent_kib)" -le "$kib"
