# SPDX-License-Identifier: GPL-2.0-only
# What a flip costs, for `make bench`: lines "NAME = FIGURE" go to $LOGS/figures.
. /bench/shown.sh

NS_EACH=2	# of the machine's time, an instruction
SECONDS_EACH=5
FLIPS_STEPPED=4

figure() { echo "$1 = $2" >>"$LOGS/figures"; }
per() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f\n", a / b }'; }
busy_ns() { awk '{ print $1 }' "/proc/$1/schedstat"; }
user_ticks() { awk '{ print $14 }' "/proc/$1/stat"; }
all_ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
switches() { awk '/ctxt_switches/ { n += $2 } END { print n }' "/proc/$1/status"; }
mark_of() { awk -v program="$1" '$1 == program { print $2 }' /bench/marks; }

# step_through PROGRAM PID [--calls]: what it does for a flip, for stepped FIELD
step_through()
{
  stepper $3 "$2" "$(mark_of "$1")" $FLIPS_STEPPED >/run/stepped
}
stepped() { awk -v n="$1" '{ print $n }' /run/stepped; }

# What its worker has done so far, flips and octets copied, of one moment.
done_so_far()
{
  vdisplctl list --json | jq -r '.devices[] | select(.name == "flips") |
    .connectors[0] | "\(.flips) \(.bytes_copied)"'
}

worker_gone() { ! pidof "$1" >/dev/null; }

# flip_measure WORKER MODE SIZE NAME: the guest flips, and its worker is measured
flip_measure()
{
  local pid name="flip $2 $4" before after flips ns user all bytes
  check "the agent starts, $2" agent_start "--worker=/bin/$1"
  guest_config flips "vdispl=Virtual-1:$3"
  printf 'modprobe drm_xen_front\ntestcard --frames=1000000\n' >/run/flips.sh
  ns=$(busy_ns "$(agent_pid)")
  check "a guest of $3 is created" guest_create flips /run/flips.sh
  [ "$2 $4" != "zero-copy 1080p" ] ||
    figure "xl create to InitWait" "$(per $(($(busy_ns "$(agent_pid)") - ns)) 1000)"
  check "it flips" wait_for 60 flips_over flips 30
  check "by $2" shown_is flips 0 "$2"

  pid=$(pidof "$1")
  before=$(done_so_far)
  ns=$(busy_ns "$pid") user=$(user_ticks "$pid") all=$(all_ticks "$pid")
  sleep $SECONDS_EACH
  ns=$(($(busy_ns "$pid") - ns)) user=$(($(user_ticks "$pid") - user))
  all=$(($(all_ticks "$pid") - all))
  after=$(done_so_far)
  flips=$((${after% *} - ${before% *})) bytes=$((${after#* } - ${before#* }))
  note "$name: $flips flips, $ns ns, $user of $all ticks in the program"
  figure "$name bytes" "$(per $bytes $flips)"
  figure "$name total-instructions" "$(per $((ns / NS_EACH)) $flips)"
  # To step through copying takes hours. There the clock has to say: of its ticks nearly
  # all are memcpy's.
  if [ "$2" = copy ]; then
    check "each of its calls is looked at" step_through "$1" "$pid" --calls
    figure "$name agent-instructions" "$(per $((ns / NS_EACH * user / all)) $flips)"
    figure "$name kernel-instructions" "$(per $((ns / NS_EACH * (all - user) / all)) $flips)"
  else
    check "each of its instructions is looked at" step_through "$1" "$pid"
    check "it copies nothing" test "$(stepped 4)" = 0.0
    figure "$name agent-instructions" "$(stepped 1)"
    figure "$name kernel-instructions" \
      "$(awk -v all=$((ns / NS_EACH)) -v n=$flips '{ printf "%.2f\n", all / n - $1 }' /run/stepped)"
  fi
  figure "$name syscalls" "$(stepped 2)"
  figure "$name allocations" "$(stepped 3)"
  [ "$2 $4" != "zero-copy 1080p" ] || idle_measure "$pid"
  guest_destroy flips
  wait_for 20 guest_gone flips
  agent_stop
}

# idle_measure WORKER: nobody flips, so nobody should wake up
idle_measure()
{
  local before seconds=60
  guest_run flips "killall testcard" >/dev/null
  check "the guest ends" wait_for 30 shown_is flips 0 off
  guest_run flips "testcard --frames=2 --hold >/root/out 2>&1 &" >/dev/null
  check "the guest holds its picture" wait_for 60 guest_run flips "grep -q holding /root/out"
  before=$(($(switches "$1") + $(switches "$(agent_pid)")))
  sleep $seconds
  figure "idle wake-ups" \
    "$(per $(($(switches "$1") + $(switches "$(agent_pid)") - before)) $seconds)"
}

# connectors N PREFIX: for a device's configuration
connectors()
{
  local i=0
  while [ $i -lt "$1" ]; do
    printf '%s%s%d:320x240' "$([ $i = 0 ] || echo ';')" "$2" $i
    i=$((i + 1))
  done
}

# device_flip N DEVICE...: starts flipping on every connector of these devices, and
# measures the worker of the last
device_flip()
{
  local n=$1 device before
  shift
  for device; do
    before=" $(pidof vdispl-worker) "
    guest_run many "vdisp-front --device=$device --all --frames=1000000 >/root/$device 2>&1 &" \
      >/dev/null
    check "device $device shows" wait_for 120 guest_run many "grep -q showing /root/$device"
  done
  for device in $(pidof vdispl-worker); do
    case $before in *" $device "*) ;; *) before=$device ;; esac
  done
  check "its worker is looked at, $n connectors" step_through vdispl-worker "$before"
  figure "flip zero-copy $n-connectors agent-instructions" "$(stepped 1)"
  guest_run many "killall vdisp-front" >/dev/null
  check "it stops" wait_for 60 worker_gone vdispl-worker
}

check "the virtual display loads" modprobe vkms enable_writeback=0
for console in /sys/class/vtconsole/*; do
  grep -q "frame buffer" "$console/name" && echo 0 >"$console/bind"
done
flip_measure vdispl-worker zero-copy 1920x1080 1080p
flip_measure copying-worker copy 1920x1080 1080p
flip_measure vdispl-worker zero-copy 1024x768 1024x768
flip_measure copying-worker copy 1024x768 1024x768

check "the agent starts" agent_start
be="backend=Domain-0,be-alloc=0,connectors="
guest_config many "vdispl=[ '$be$(connectors 1 a)', '$be$(connectors 4 b)',
  '$be$(connectors 16 c)', '$be$(connectors 16 d)', '$be$(connectors 16 e)',
  '$be$(connectors 16 f)' ]"
echo true >/run/many.sh
check "a guest with 69 connectors is created" guest_create many /run/many.sh
device_flip 1 0
device_flip 4 1
device_flip 16 2
device_flip 64 3 4 5 2
plan $TAP_COUNT
