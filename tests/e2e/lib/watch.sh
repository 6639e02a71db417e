# SPDX-License-Identifier: GPL-2.0-only
# Follows the line from dom0 (QEMU's debug port), shows TAP as it arrives
# and decides. Besides TAP the line carries, from dom0/init and the helpers:
#
#   %%begin SCENARIO         what follows belongs to it
#   %%shot NAME [DEVICE [OUTPUT]]   a screenshot, answered through the window
#   %%logs SCENARIO          a tar archive of its logs is in the window
#   %%end SCENARIO STATUS    it ended with STATUS
#   %%off                    all are through

# So many before the machine was booted once more.
read -r TESTS FAILED SKIPPED <<<"${E2E_BEFORE:-0 0 0}"

# tap_check PASSED DESCRIPTION: a check of the bench's own
tap_check()
{
  TESTS=$((TESTS + 1))
  if [ "$1" = 1 ]; then
    echo "ok $TESTS - $2"
  else
    FAILED=$((FAILED + 1))
    echo "not ok $TESTS - $2"
  fi
}

# tap_line LINE: counts a line of the scenario and shows it, numbered through
# over all scenarios of this run; their plans are kept for scenario_end.
tap_line()
{
  local rest
  case $1 in
  "ok "* | "not ok "* | ok | "not ok")
    TESTS=$((TESTS + 1)) SEEN=$((SEEN + 1))
    rest=${1#not } rest=${rest#ok}
    [[ $rest =~ ^\ *[0-9]+(.*)$ ]] && rest=${BASH_REMATCH[1]}
    [[ $rest =~ ^\ *(- )?(.*)$ ]] && rest=${BASH_REMATCH[2]}
    case $1 in
    not*) FAILED=$((FAILED + 1)); echo "not ok $TESTS - $rest" ;;
    *)
      shopt -s nocasematch
      [[ $rest =~ \#\ *skip ]] && SKIPPED=$((SKIPPED + 1))
      shopt -u nocasematch
      echo "ok $TESTS - $rest"
      ;;
    esac
    ;;
  1..*) PLAN=${1#1..} PLAN=${PLAN%% *} ;;
  "#"*) echo "$1" ;;
  "Bail out!"*) FAILED=$((FAILED + 1)); echo "$1" ;;
  *) echo "# $1" ;;
  esac
}

# The window's words, see dom0/hostlink.c
window_answer()
{
  printf '\1' | dd of="$RUN_DIR/window" bs=1 conv=notrunc status=none
}

window_length() { number "$RUN_DIR/window" 8 8; }

# window_put FILE: FILE's content and length into the window
window_put()
{
  local length i bytes=
  length=$(stat -c %s "$1")
  dd if="$1" of="$RUN_DIR/window" bs=4096 seek=1 conv=notrunc status=none
  for i in 0 8 16 24 32 40 48 56; do
    bytes+=$(printf '\\x%02x' $((length >> i & 255)))
  done
  printf "$bytes" | dd of="$RUN_DIR/window" bs=1 seek=8 conv=notrunc status=none
}

# shot_take NAME [DEVICE [OUTPUT]]: what a person would see now, on the machine's first
# graphics card or on DEVICE, at its first output or at number OUTPUT, as NAME.png in the scenario's folder and as a PPM in dom0. The
# machine stands still meanwhile.
shot_take()
{
  local ppm=$RUN_DIR/shot.ppm
  qmp '{"execute":"stop"}'
  rm -f "$ppm" && : >"$ppm"
  if [[ $1 =~ ^[A-Za-z0-9._-]+$ && $2 =~ ^[a-z]*$ && $3 =~ ^[0-9]?$ ]] &&
    qemu_screendump "$ppm" ppm "$2" "$3"; then
    qemu_screendump "$SCENARIO_DIR/$1.png" png "$2" "$3"
    [ -z "$SCREENSHOT" ] || cp "$SCENARIO_DIR/$1.png" "$SCREENSHOT"
  fi
  window_put "$ppm"
  window_answer
  qmp '{"execute":"cont"}'
}

logs_take()
{
  tail -c +4097 "$RUN_DIR/window" | head -c "$(window_length)" |
    tar -x -f - -C "$SCENARIO_DIR" --no-same-owner ||
    progress "the logs of $1 did not come over whole"
  window_answer
}

# scenario_dir SCENARIO: its folder under build/e2e
scenario_dir() { echo "$TOP/build/e2e/$1-$VARIANT"; }

scenario_begin()
{
  SCENARIO=$1 SEEN=0 PLAN= BEGUN=$(monotonic)
  SCENARIO_DIR=$(scenario_dir "$1")
  DEADLINE=$(($(monotonic) + TIMEOUT))
  [ ${#SCENARIOS[@]} = 1 ] || echo "# scenario $1"
}

# scenario_end STATUS: STATUS is the scenario's exit status, or a word for what
# kept it from ending.
scenario_end()
{
  case $1 in
  0)
    [ "$PLAN" = "$SEEN" ] ||
      tap_check 0 "$SCENARIO: ran $SEEN checks, its plan says ${PLAN:-nothing}"
    ;;
  [0-9]*) tap_check 0 "$SCENARIO: ended with status $1" ;;
  timeout) tap_check 0 "$SCENARIO: still running after $TIMEOUT seconds" ;;
  *) tap_check 0 "$SCENARIO: $1" ;;
  esac
  logs_judge "$1"
  [ ${#SCENARIOS[@]} = 1 ] || echo "# $SCENARIO took $(($(monotonic) - BEGUN)) s"
  SCENARIO=
}

# Xen says so before it resets the machine, on its own crash or on dom0's.
machine_crashed()
{
  tail -c 1000 "$RUN_DIR/console.log" |
    grep -aqE "rebooting machine in|Reboot in five seconds"
}

# qemu_repeated_interrupt: a PVH dom0 took Xen's callback twice, which README.md explains
qemu_repeated_interrupt()
{
  [ "$DOM0" = pvh ] &&
    grep -aq "ENTRY_TRAMPOLINE stack guard page was hit" "$RUN_DIR/console.log" &&
    grep -aq "asm_sysvec_xen_hvm_callback" "$RUN_DIR/console.log"
}

# line_next: the next line into LINE; 1 at the deadline, 2 when the machine is gone
line_next()
{
  local part
  LINE=
  while :; do
    if IFS= read -r -t 1 -u "$LINE_OUT" part; then
      LINE+=${part%$'\r'}
      return 0
    fi
    LINE+=$part
    qemu_alive && ! machine_crashed || return 2
    [ "$(monotonic)" -lt "$DEADLINE" ] || return 1
  done
}

# run_stuck: the deadline has passed. dom0 is asked once to end the scenario and
# hand over its logs.
run_stuck()
{
  [ "$STOPPING" = 0 ] && [ -n "$SCENARIO" ] || return 1
  STOPPING=1
  DEADLINE=$(($(monotonic) + 30))
  progress "$SCENARIO: $TIMEOUT seconds are over, asking dom0 for the logs"
  printf "\1" | dd of="$RUN_DIR/window" bs=1 seek=16 conv=notrunc status=none
}

# run_watch: returns when the run is over
run_watch()
{
  local status name device output
  SCENARIO= STOPPING=0 DONE=0 BEGUN=$(monotonic)
  DEADLINE=$(($(monotonic) + BOOT_TIMEOUT))
  while :; do
    line_next && status=0 || status=$?
    case $status in
    1) run_stuck && continue; run_abort timeout; return ;;
    2)
      [ "$AGAIN" = no ] && qemu_repeated_interrupt && { AGAIN=due; return; }
      run_abort "the machine went down"
      return
      ;;
    esac
    case $LINE in
    "%%begin "*) scenario_begin "${LINE#* }" ;;
    "%%shot "*)
      read -r name device output <<<"${LINE#* }"
      shot_take "$name" "$device" "$output" ;;
    "%%logs "*) logs_take "${LINE#* }" ;;
    "%%end "*)
      DONE=$((DONE + 1))
      status=${LINE##* }
      [ "$STOPPING" = 0 ] || status=timeout
      scenario_end "$status"
      DEADLINE=$(($(monotonic) + BOOT_TIMEOUT)) STOPPING=0
      ;;
    "%%off") break ;;
    *) [ -z "$SCENARIO" ] || tap_line "$LINE" ;;
    esac
  done
}

# run_abort WHY
run_abort()
{
  if [ -n "$SCENARIO" ]; then
    scenario_end "$1"
  else
    SCENARIO=boot
    SCENARIO_DIR=$(dirname "$RUN_DIR")
    TIMEOUT=$BOOT_TIMEOUT
    scenario_end "$1"
    progress "the end of the console:"
    tail -n 15 "$RUN_DIR/console.log" | tr -d '\r' | sed 's/^/#   /' >&2
  fi
}

# run_close: the plan over all scenarios, and the count
run_close()
{
  [ "$DONE" = ${#SCENARIOS[@]} ] ||
    tap_check 0 "$DONE of ${#SCENARIOS[@]} scenarios ran to their end"
  echo "1..$TESTS"
  echo "# $((TESTS - FAILED - SKIPPED)) passed, $FAILED failed, $SKIPPED skipped" \
    "(dom0 $VARIANT, logs in ${LOGS_SHOWN})"
  [ "$FAILED" = 0 ] && [ "$TESTS" -gt "$SKIPPED" ]
}
