# SPDX-License-Identifier: GPL-2.0-only
# Waiting for conditions. Seconds are dom0's own: under counted time they do not
# depend on the host, and waiting idle costs next to nothing.

uptime_ms()
{
  local now rest
  read -r now rest </proc/uptime
  echo $((${now%.*} * 1000 + 1${now#*.} * 10 - 1000))
}

# wait_for SECONDS COMMAND...: until COMMAND succeeds; 1 if it never did
wait_for()
{
  local end
  end=$(($(uptime_ms) + $1 * 1000))
  shift
  until "$@"; do
    [ "$(uptime_ms)" -lt $end ] || return 1
    usleep 50000
  done
}

# wait_line FILE REGEX SECONDS: until a line of FILE matches (extended regex)
wait_line() { wait_for "$3" grep -aqsE -e "$2" "$1"; }
