# SPDX-License-Identifier: GPL-2.0-only
# One scenario after the other, each cleaned up behind. lib/watch.sh is the other end
# of the line.

mark() { echo "<4>bench: $*" >/dev/kmsg; }
say() { echo "%%$*" >&3; }

# The host has waited long enough.
stop_listen()
{
  while hostlink stop; do kill -KILL -"$(cat /run/scenario.pid)"; done
}

scenario_run()
{
  local file=$1 name=$2 status
  export SCENARIO="$name" LOGS=/run/logs SHOTS=/run/shots
  rm -rf $LOGS $SHOTS && mkdir -p $LOGS $SHOTS /run/guest
  mark "begin $name"
  say "begin $name"
  setsid sh /bench/scenario.sh "$file" >/run/line 2>&1 </dev/null &
  echo $! >/run/scenario.pid
  wait $!
  status=$?
  if [ -e /bench/screenshot ] && [ -z "$(ls $SHOTS)" ]; then
    (. /bench/host.sh && screenshot end)
  fi
  sh /bench/cleanup.sh
  sh /bench/debug.sh tell
  mark "end $name"
  tar -C $LOGS -c . | hostlink send && say "logs $name" && hostlink wait
  say "end $name $status"
}

scenarios_run()
{
  local file name
  mkfifo /run/line
  exec 3<>/run/line
  hostlink line <&3 >/dev/null &
  dmesg -n 8
  stop_listen &
  sh /bench/debug.sh forget
  for file in /bench/scenarios/*; do
    name=${file##*/}
    scenario_run "$file" "${name#*-}"
  done
  say off
}
