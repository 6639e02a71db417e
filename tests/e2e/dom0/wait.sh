# SPDX-License-Identifier: GPL-2.0-only
# Waiting for conditions. Seconds are dom0's own: under counted time they do not
# depend on the host, and waiting idle costs next to nothing.

uptime_ms()
{
  local now rest
  read -r now rest </proc/uptime
  echo $((${now%.*} * 1000 + 1${now#*.} * 10 - 1000))
}

# wait_for SECONDS COMMAND...: until COMMAND succeeds; 1 if it never did. What takes long
# is looked at less often: beside guests that draw, looking is most of what a machine does.
wait_for()
{
  local end pause=50
  end=$(($(uptime_ms) + $1 * 1000))
  shift
  until "$@"; do
    [ "$(uptime_ms)" -lt $end ] || return 1
    usleep ${pause}000
    [ $pause -ge 500 ] || pause=$((pause * 5 / 4))
  done
}

# wait_line FILE REGEX SECONDS: until a line of FILE matches (extended regex)
wait_line() { wait_for "$3" grep -aqsE -e "$2" "$1"; }
