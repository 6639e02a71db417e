# SPDX-License-Identifier: GPL-2.0-only
# Whether the kernel logs of Xen, dom0 and the guests are clean.

# What no healthy kernel prints (extended regular expressions).
LOG_BAD='BUG:|WARNING:|Oops|Call Trace|general protection|Unable to handle
Kernel panic|kernel BUG at|Internal error|divide error:|double fault
INFO: task .* blocked for more|INFO: rcu.*stall|rcu:.*detected.*stall
possible recursive locking|possible circular locking|suspicious RCU usage
inconsistent lock state|possible irq lock inversion|held lock freed|lock held when
Bad rss-counter|Bad page|refcount_t:|list_(add|del) corruption|scheduling while atomic
KASAN|KFENCE|UBSAN|kmemleak:.*new suspected|DMA-API:.*(error|overlap|leak)|segfault at
BUG [^ ]+ \([^)]*\): |ODEBUG:
lockdep is turned off|turning off the locking correctness|Disabling lock debugging
\(XEN\).*(Xen BUG|BUG at|WARN|Xen WARN|Panic on CPU|FATAL|Assertion|DOUBLE FAULT|[Cc]rash)'

# What stock boots print although nothing is wrong, each with its reason.
# - Xen says so of every PVH dom0.
# - The balloon driver of an arm64 guest looks for memory where the kernel has no room to
#   describe it, and does without.
LOG_ALLOWED='\(XEN\) WARNING: PVH is an experimental mode with limited functionality
WARNING: CPU: .* at arch/arm64/mm/mmu.c:[0-9]+ vmemmap_populate'

# log_complaints FILE: the lines that are not clean
log_complaints()
{
  tr -d '\r' <"$1" | grep -aE "$(tr '\n' '|' <<<"$LOG_BAD" | sed 's/|$//')" |
    grep -avE "$(tr '\n' '|' <<<"$LOG_ALLOWED" | sed 's/|$//')"
}

# What Xen says when it ends a guest, which a scenario may have asked for.
log_guest_crashes() { grep -avE '\(XEN\).*(omain [1-9][0-9]* .*crash|domain_crash)'; }

# log_slice SCENARIO: its part of the console. dom0/init marks it with lines in
# the kernel log, which reach the console in order with everything else.
log_slice()
{
  tr -d '\r' <"$RUN_DIR/console.log" |
    awk -v begin="bench: begin $1\$" -v end="bench: end $1\$" '
    $0 ~ begin { on = 1 }
    on { print }
    $0 ~ end { exit }'
}

# Before the first scenario there is only the boot, judged with the first.
log_boot()
{
  tr -d '\r' <"$RUN_DIR/console.log" | sed '/bench: begin /,$d'
}

# logs_judge STATUS: the checks on the logs of SCENARIO
logs_judge()
{
  local log=$SCENARIO_DIR/console.log guest bad tries=0
  # The console is slower than the line: wait for the mark.
  while [[ $1 =~ ^[0-9]+$ ]] && qemu_alive && [ $tries -lt 50 ] &&
    ! grep -aq "bench: end $SCENARIO" "$RUN_DIR/console.log"; do
    sleep 0.1
    tries=$((tries + 1))
  done
  { [ "$DONE" -gt 1 ] || log_boot; log_slice "$SCENARIO"; } >"$log"
  bad=$(log_complaints "$log")
  compgen -G "$SCENARIO_DIR/guest-*.may-crash" >/dev/null &&
    bad=$(log_guest_crashes <<<"$bad")
  if [ -n "$bad" ]; then
    tap_check 0 "$SCENARIO: dom0's and Xen's logs are clean"
    head -n 20 <<<"$bad" | sed 's/^/#   /'
  else
    tap_check 1 "$SCENARIO: dom0's and Xen's logs are clean"
  fi
  for guest in "$SCENARIO_DIR"/guest-*.log; do
    [ -e "$guest" ] && [ ! -e "${guest%.log}.may-crash" ] || continue
    bad=$(log_complaints "$guest") || continue
    tap_check 0 "$SCENARIO: the log of $(basename "$guest" .log) is clean"
    head -n 20 <<<"$bad" | sed 's/^/#   /'
  done
}
