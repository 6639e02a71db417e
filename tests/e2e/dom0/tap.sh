# SPDX-License-Identifier: GPL-2.0-only
# TAP: plan N, check DESCRIPTION COMMAND..., ok, not_ok, skip, note, bail_out. So far
# TAP_COUNT checks were made and TAP_FAILED of them failed.
TAP_COUNT=0 TAP_FAILED=0

plan() { echo "1..$1"; }
note() { echo "# $*"; }

ok()
{
  TAP_COUNT=$((TAP_COUNT + 1))
  echo "ok $TAP_COUNT - $*"
}

not_ok()
{
  TAP_COUNT=$((TAP_COUNT + 1)) TAP_FAILED=$((TAP_FAILED + 1))
  echo "not ok $TAP_COUNT - $*"
}

# check DESCRIPTION COMMAND...: passes if COMMAND does; returns its status
check()
{
  local description=$1 status
  shift
  "$@"
  status=$?
  if [ $status = 0 ]; then ok "$description"; else not_ok "$description"; fi
  return $status
}

# skip REASON [N]: N checks (1) that cannot be made here
skip()
{
  local i=0
  while [ $i -lt "${2:-1}" ]; do
    ok "# SKIP $1"
    i=$((i + 1))
  done
}

# replay PREFIX: the TAP on standard input, of a program's checks, as ours
replay()
{
  local line
  while read -r line; do
    case $line in
    "ok "*) ok "$1${line#ok *- }" ;;
    "not ok "*) not_ok "$1${line#not ok *- }" ;;
    1..*) ;;
    *) note "$1$line" ;;
    esac
  done
}

bail_out()
{
  echo "Bail out! $*"
  exit 1
}
