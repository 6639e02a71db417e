# SPDX-License-Identifier: GPL-2.0-only
# The agent, vdispld.

AGENT_LOG=/var/log/vdispld.log
AGENT_SOCKET=/run/vdispld.sock

# agent_start [ARGUMENT]...: returns when it can be talked to
agent_start()
{
  modprobe gntdev-dmabuf || return 1
  rm -f $AGENT_SOCKET
  vdispld "$@" >>$AGENT_LOG 2>&1 </dev/null &
  wait_for 10 test -S $AGENT_SOCKET
}

agent_pid() { pidof vdispld; }
agent_gone() { ! pidof vdispld >/dev/null; }
agent_line() { wait_line $AGENT_LOG "$1" "$2"; }

# What the broker has: open files, and memory of its own in KiB. Page by page: VmRSS is a sum
# of counters that lag behind, once by a fifth.
agent_descriptors() { ls "/proc/$(agent_pid)/fd" | wc -l; }
agent_kib() { awk '/^Anonymous:/ { print $2 }' "/proc/$(agent_pid)/smaps_rollup"; }

# agent_stop: as a service manager does; 1 if it does not go
agent_stop()
{
  agent_gone && return
  kill -TERM $(agent_pid)
  wait_for 10 agent_gone
}

agent_kill()
{
  killall -q -KILL vdispld
  killall -q -KILL vdispl-worker
  rm -f $AGENT_SOCKET
}
