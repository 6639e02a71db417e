# SPDX-License-Identifier: GPL-2.0-only
# The broker and the worker are killed at each step of a connection: whatever a guest was
# about to do, its next connection is served, and nothing stays mapped.
. /bench/shown.sh
plan 36

check "the agent starts" agent_start
guest_config front "vdispl=VGA-1:640x480"
echo : >/run/front.sh
check "a guest is created" guest_create front /run/front.sh
id=$(guest_id front)
store=/local/domain/$id/device/vdispl/0
states() { xenstore-read "$store/state" "/local/domain/0/backend/vdispl/$id/0/state" | tr '\n' ' '; }
front_is() { [ "$(xenstore-read $store/state)" = "$1" ]; }
worker_there() { pidof vdispl-worker >/dev/null; }

# begin [OPTION]...: the front end, until /root/go is there
begin()
{
  guest_run front "rm -f /root/go; vdisp-front $* --hold-file=/root/go >/root/out 2>&1 &" \
    >/dev/null
}
leave() { guest_run front "touch /root/go" >/dev/null; }

# What there is to kill, at: each brings the connection to that point.
at_nothing() { :; }
at_start()
{
  killall -STOP $1
  begin --frames=10
  wait_for 30 front_is 3
}
at_birth()
{
  begin --frames=10
  # At once: wait_for would look 50 ms later, when it flips.
  until worker_there; do :; done
  killall -STOP $1
}
at_flips()
{
  begin --frames=1000000
  wait_for 60 flips_over front 20
}
at_hold()
{
  begin --frames=10
  wait_for 60 held front
}
at_end()
{
  at_hold
  killall -STOP $1
  leave
  # The broker does not wait for a worker that does not answer.
  wait_for 30 eval "front_is 5 || front_is 6"
}

# kill_at PROCESS POINT
kill_at()
{
  check "$1 at $2: it comes there" at_$2 $1
  note "the front end's state and the back end's: $(states)"
  killall -q -KILL $1
  [ $1 = vdispl-worker ] || check "$1 at $2: it starts again" agent_start
  leave
  guest_run front "while pidof vdisp-front; do usleep 100000; done" >/dev/null
  check "$1 at $2: the next connection is served" \
    guest_run front "vdisp-front --timeout=40000 --frames=10 >/root/out 2>&1"
  check "$1 at $2: nothing stays mapped" wait_for 20 buffers_none
}

for point in nothing start flips hold end; do kill_at vdispld $point; done
for point in birth flips hold end; do kill_at vdispl-worker $point; done
check "nothing complains in the log" test -z "$(grep -i 'assert\|sanitizer' $AGENT_LOG)"
guest_destroy front
check "it goes" wait_for 10 guest_gone front
