# SPDX-License-Identifier: GPL-2.0-only
# Eight small guests at once, the first of them on the screen: all flip side by side, and
# none misses a flip while another is destroyed, one worker is killed, a guest comes and
# xenstored is away.
. /bench/shown.sh
plan 33

STAYING="one two three four five six"
ALL="$STAYING leaves crashes"
# What it says when it has ended stands in /root/out.
FLIP='{ testcard --frames=1000000; echo "ended with $?"; } >/root/out 2>&1 &'
echo "modprobe drm_xen_front" >/run/driver.sh

# begin GUEST CONNECTORS
begin()
{
  guest_config "$1" memory=128 "vdispl=$2"
  guest_create "$1" /run/driver.sh
}

flips()
{
  vdisplctl list --json | jq -r '.devices[] | "\(.name) \(.connectors[0].flips)"'
}

# gained FLIPS GUEST...: each from /run/before to /run/after
gained()
{
  awk -v least="$1" -v guests="$2" '
    NR == FNR { before[$1] = $2; next }
    { after[$1] = $2 }
    END {
      n = split(guests, guest, " ")
      for (i = 1; i <= n; i++) few += after[guest[i]] - before[guest[i]] < least
      exit few
    }' /run/before /run/after
}

# all_flip "GUEST...": a condition for wait_for. They are looked at all at once: with one
# CPU for all, each look is time that the guests have not.
all_flip()
{
  flips >/run/before
  sleep 2
  flips >/run/after
  gained 30 "$1"
}

workers() { pidof vdispl-worker | wc -w; }
workers_are() { [ "$(workers)" = "$1" ]; }

check "the agent starts" agent_start
pid=$(agent_pid)
descriptors=$(agent_descriptors)
check "guest one is created" begin one "VGA-1:640x480"
for guest in two three four five six leaves crashes; do
  check "guest $guest is created" begin $guest "$guest:640x480"
done
for guest in $ALL; do
  check "guest $guest is connected" wait_for 120 connected $guest
done
check "each has a worker of its own" workers_are 8
for guest in $ALL; do guest_run $guest "$FLIP" >/dev/null; done
check "all flip" wait_for 60 all_flip "$ALL"
check "guest one is on the screen" shown_is one 0 zero-copy
vdisplctl list | sed 's/^/# /'

guest_destroy leaves
check "a guest that is destroyed goes" wait_for 10 guest_gone leaves
guest_may_crash crashes
# Its worker is the last that was started.
kill -KILL "$(pidof vdispl-worker | tr ' ' '\n' | sort -n | tail -n 1)"
check "a worker that is killed is followed by another" wait_for 30 connected crashes
check "a ninth guest is created" begin nine "nine:640x480"
check "all that were there flip on" wait_for 60 all_flip "$STAYING"

flips >/run/before
killall -STOP xenstored
sleep 5
killall -CONT xenstored
flips >/run/after
check "they do so for five seconds without xenstored" gained 100 "$STAYING"

ended=0 slowest=0
for guest in $STAYING; do
  guest_run $guest "killall testcard; until grep ended /root/out; do usleep 20000; done; cat /root/out" \
    >/run/out
  ! grep -q '^ended with 0' /run/out || ended=$((ended + 1))
  took=$(sed -n 's/.*slowest flip \([0-9]*\) ms.*/\1/p' /run/out)
  [ "${took:-1000}" -le $slowest ] || slowest=${took:-1000}
done
check "none of them missed a flip" test $ended = 6
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
