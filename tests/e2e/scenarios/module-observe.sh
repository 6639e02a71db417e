# SPDX-License-Identifier: GPL-2.0-only
# Who holds which domain's pages: debugfs, fdinfo, tracepoints.
. /bench/module.sh

TRACING=/sys/kernel/tracing

# traced EVENT [TEXT]: how many lines of the trace it has
traced() { grep -c " gd_$1: .*${2:-}" $TRACING/trace; }

# fdinfo PID NAME: of its control descriptor
fdinfo()
{
  local fd
  for fd in /proc/"$1"/fd/*; do
    [ "$(readlink "$fd")" != /dev/xen/gntdev-dmabuf ] ||
      sed -n "s/^gntdmabuf-$2:[[:space:]]*//p" "/proc/$1/fdinfo/${fd##*/}"
  done
}

fdinfo_is() { [ "$(fdinfo "$1" "$2")" = "$3" ]; }
holder_is() { tail -n 1 $MODULE_DEBUG/buffers | grep -q " $1 $2\$"; }

module_load
check "vgem loads" modprobe vgem
mount -t tracefs tracefs $TRACING
check "the tracepoints are there" eval "echo 1 >$TRACING/events/gntdev_dmabuf/enable"
guest_with_grants one
share one 469 -s 3

gd-hold $DOMID $DIRECTORY 469 3 /run/held >/run/hold.out 2>&1 &
HOLDER=$!
check "a buffer is held" wait_for 20 test -e /run/held
handle=$(tail -n 1 $MODULE_DEBUG/buffers | cut -d ' ' -f 1)
check "debugfs lists it" test "$(sed -n "/^$handle /p" $MODULE_DEBUG/buffers | cut -d ' ' -f 2-5)" = "$DOMID 469 live rw"
check "and who made it" holder_is $HOLDER gd-hold
check "fdinfo counts its buffers" fdinfo_is $HOLDER exports 1
check "and its pages" fdinfo_is $HOLDER pages 469
check "its export is traced" test "$(traced export "handle=$handle domain=$DOMID pages=469")" = 1
check "its release is not, yet" test "$(traced release "handle=$handle ")" = 0
rm -f /run/held
wait
check "nothing is left" module_is_idle
check "its release is traced" test "$(traced release "handle=$handle domain=$DOMID pages=469")" = 1

gd-devices $DOMID $DIRECTORY 469 3 >/dev/null
gd-revoke $DOMID $DIRECTORY 469 3 >/dev/null
check "nothing is left after all that" module_is_idle
check "maps are traced" test "$(traced map)" -gt 0
check "each with its unmap" test "$(traced map)" = "$(traced unmap)"
check "revocations are traced" test "$(traced revoke)" -gt 0
check "whatever begins ends in a release" \
  test $(($(traced export) + $(traced import))) = "$(traced release)"

gd-import refs $DOMID /run/flag >/run/refs.out 2>&1 &
HOLDER=$!
check "two pages are granted" wait_for 20 test -s /run/flag
check "fdinfo counts the imports" test "$(fdinfo $HOLDER imports)" -gt 0
check "imports are traced" test "$(traced import "domain=$DOMID ")" -gt 0
rm -f /run/flag
wait
check "nothing is left after the imports" module_is_idle
check "they end in releases too" \
  test $(($(traced export) + $(traced import))) = "$(traced release)"
check "tracing ends" eval "echo 0 >$TRACING/events/gntdev_dmabuf/enable"
plan $TAP_COUNT
