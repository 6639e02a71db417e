# SPDX-License-Identifier: GPL-2.0-only
# vdispld replaced by the program that is installed now, while guests flip: they do not
# notice, and what comes afterwards is served as ever.
. /bench/shown.sh
plan 24

AGENT=$(command -v vdispld)

# Another file, so that /proc tells which of the two runs.
upgrade()
{
  cp "$AGENT" "$AGENT.new"
  mv "$AGENT.new" "$AGENT"
  kill -USR2 "$(agent_pid)"
}
program_is_new() { [ "$(readlink /proc/"$(agent_pid)"/exe)" = "$AGENT" ]; }
workers() { pidof vdispl-worker | tr ' ' '\n' | sort -n; }
both_connected() { connected one && connected two; }
draws() { guest_run "$1" "pidof testcard" >/dev/null; }

check "the agent starts" agent_start
cat >/run/flip.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=1000000 >/root/out 2>&1 &
GUEST
guest_config one "vdispl=VGA-1:1024x768"
guest_config two "vdispl=headless:640x480"
check "a guest on VGA-1" guest_create one /run/flip.sh
check "a headless one" guest_create two /run/flip.sh
check "both are connected" wait_for 30 both_connected
check "both flip" eval 'wait_for 60 flips_over one 30 && wait_for 60 flips_over two 30'
pid=$(agent_pid) served=$(workers)

for turn in 1 2; do
  check "upgrade $turn: a new file is there, and a signal is sent" upgrade
  check "upgrade $turn: it runs" wait_for 30 program_is_new
  check "upgrade $turn: both are connected" wait_for 30 both_connected
  check "upgrade $turn: it is the same process" test "$(agent_pid)" = "$pid"
  check "upgrade $turn: with the same workers" test "$(workers)" = "$served"
  one=$(shown one 0 flips) two=$(shown two 0 flips)
  check "upgrade $turn: both flip on" \
    eval 'wait_for 60 flips_over one $((one + 30)) && wait_for 60 flips_over two $((two + 30))'
done
check "no program in a guest has noticed" eval 'draws one && draws two'
check "VGA-1 is still zero-copy" test "$(shown one 0 mode)" = zero-copy

# The stock driver warns of a reference count when it loses its back end in use.
guest_may_crash one
guest_may_crash two
kill -KILL "$(echo "$served" | head -n 1)" "$(echo "$served" | tail -n 1)"
check "workers that die are started anew" wait_for 60 both_connected
guest_destroy one
guest_destroy two
check "guests that go leave nothing" wait_for 30 eval '[ -z "$(workers)" ]'
check "of theirs in the card" eval '! grep -q vdispl-worker /sys/kernel/debug/dri/0/clients'
check "nothing complains in the log" test -z "$(grep -i 'assert\|sanitizer' $AGENT_LOG)"
agent_stop
check "it has ended" agent_gone
