# SPDX-License-Identifier: GPL-2.0-only
# What buffers cost, for `make bench`: gd-bench's lines go to $LOGS/figures.
. /bench/module.sh

# measure PAGES TIMES TIMES-OF-FLOORS: the floors hardly vary
measure()
{
  gd-bench "$WHOSE" "$DOMID" "$DIRECTORY" "$@" >>"$LOGS/figures" 2>>"$LOGS/errors"
  check "buffers of $1 pages, $2 times" test $? = 0
}

mainline_refuses() { ! gd-bench both "$DOMID" "$DIRECTORY" 1 1 1 >/dev/null 2>&1; }

check "the floor's module loads" modprobe grant-floor
module_load
check "vgem loads" modprobe vgem
guest_with_grants one
share one 8100
WHOSE=both
if [ "$(cat /sys/hypervisor/guest_type 2>/dev/null)" = PV ]; then
  WHOSE=ours
  check "mainline does not export to a PV dom0" mainline_refuses
fi
# It has granted: from here on it would only take turns on the processor.
check "the guest is paused" xl pause one
measure 1 200 200
measure 2025 200 50
# Where Xen takes 25 us a page, 200 times would be 80 s for each of them.
measure 8100 50 20
[ ! -s "$LOGS/errors" ] || sed 's/^/# /' "$LOGS/errors"
check "nothing is left" module_is_idle
plan $TAP_COUNT
