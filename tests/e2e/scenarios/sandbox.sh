# SPDX-License-Identifier: GPL-2.0-only
# A worker that a guest has taken over: what it can do from inside its sandbox, by
# tests/captive/. Each attempt is a check, and says what came of it outside the sandbox,
# inside without the filter of system calls, and inside.
. /bench/shown.sh
plan 79

mkdir -p /run/captive
check "the agent starts" agent_start --worker=/bin/captive-worker
pid=$(agent_pid)
# What makes a guest connect, and again when its back end has gone: its driver, which then
# shows what it is told to; or the front end in its place, which always shows its card,
# and like the driver waits for a worker for as long as the broker does.
if guest_has_driver; then
  driver="modprobe drm_xen_front" shows="testcard --frames=60 --hold >/root/out 2>&1 &"
else
  show="vdisp-front --timeout=600000 --frames=60 --hold"
  driver="while :; do $show; usleep 200000; done >/root/out 2>&1 &"
  shows=:
fi
guest_config other "vdispl=side:640x480"
echo "$driver" >/run/driver.sh
check "a guest is created" guest_create other /run/driver.sh
check "it is connected" wait_for 60 connected other
other=$(guest_id other)
ring=$(xenstore-read "/local/domain/$other/device/vdispl/0/0/req-ring-ref")

guest_config taken "vdispl=VGA-1:640x480"
echo "true" >/run/nothing.sh
check "the guest that takes its worker over is created" guest_create taken /run/nothing.sh
taken=$(guest_id taken)
report=/run/captive/$taken.tap
echo "$other $ring" >"/run/captive/$taken"
guest_run taken "$driver"
check "its worker tries everything" wait_line "$report" '^# done' 120
cp "$report" "$LOGS/report"

grep 'ok - ' "$report" >/run/checks
replay "" </run/checks
check "it has tried its card, too" grep -q "read another client's framebuffer" "$report"
note "after $(cut -d ' ' -f 1 /proc/uptime) s"

# Which files it has open, besides its log: nothing by which to reach another.
strange()
{
  sed -n 's/^# descriptor \([0-9]*\): /\1 /p' "$report" | grep -vE '^[12] ' |
    grep -vE ' (/run/captive/.*|/dev/null|/dev/xen/(evtchn|gntdev-dmabuf)|/dev/dri/card0|socket:.*|pipe:.*|anon_inode:.event(poll|fd).)$'
}
check "it has the talk with the broker, its rings, grants and screen, and no more" \
  test -z "$(strange)"
note "descriptors: $(sed -n 's/^# descriptor [0-9]*: //p' "$report" | tr '\n' ' ')"

check "then it serves: it was the worker" wait_for 30 connected taken
guest_run taken "$shows" >/dev/null
check "its guest flips" wait_for 60 held taken
check "without a copy" shown_is taken 0 zero-copy

# worker_of GUEST: its process
worker_of()
{
  local pid uid=$((1879048192 + $(guest_id "$1")))
  for pid in $(pidof captive-worker); do
    [ "$(awk '/^Uid:/ { print $2 }' "/proc/$pid/status")" != $uid ] || echo "$pid"
  done
}
# ended HOW: how often taken's worker has, in the agent's log
ended() { grep -c "dom$taken/.*worker ended: $1" $AGENT_LOG; }
ended_once() { [ "$(ended "$1")" -ge 1 ]; }
ended_often() { [ "$(ended "$1")" -ge 4 ]; }
note "after $(cut -d ' ' -f 1 /proc/uptime) s"
guest_may_crash taken
neighbour=$(worker_of other)

rm "/run/captive/$taken"
kill -STOP "$(worker_of taken)"
vdisplctl list >/dev/null &
check "one that does not answer is killed" wait_for 40 ended_once "killed: no sign of life"
check "... and its guest told, which comes back" wait_for 30 connected taken

touch "/run/captive/$taken.spin"
kill -KILL "$(worker_of taken)"
ended_twice() { [ "$(ended "killed: no sign of life")" = 2 ]; }
check "one that spins is noticed, though nobody asks, and killed" wait_for 120 ended_twice
rm "/run/captive/$taken.spin"
check "... and its guest comes back" wait_for 30 connected taken

touch "/run/captive/$taken.lie"
kill -KILL "$(worker_of taken)"
check "one that sends nonsense is killed" wait_for 30 ended_once "killed: it sent"
check "... and the next, and the next" wait_for 60 ended_often "killed: it sent"
# Without the pauses: 16 at once, and two each second.
sleep 30
note "workers in a row that end at once: $(ended "killed: it sent")"
check "they are started ever more seldom" test "$(ended "killed: it sent")" -le 12
rm "/run/captive/$taken.lie"
check "the next good one serves" wait_for 60 connected taken
check "the other guest has not noticed" connected other
check "... nor has its worker changed" test "$(worker_of other)" = "$neighbour"
check "the agent is the same" test "$(agent_pid)" = "$pid"
