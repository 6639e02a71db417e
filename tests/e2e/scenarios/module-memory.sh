# SPDX-License-Identifier: GPL-2.0-only
# Grants mapped in place of the DMA API's memory, which comes back whole.
. /bench/module.sh

module_load
check "vgem loads" modprobe vgem
guest_with_grants one
share one 469 -s 3
tap "warm-up" gd-memory $DOMID $DIRECTORY 469 3
check "nothing is left of the warm-up" module_is_idle
before=$(resources)
failed=0
for i in $(seq 20); do
  gd-memory $DOMID $DIRECTORY 469 3 >/run/memory.out || failed=$((failed + 1))
done
check "twenty times" test $failed = 0
check "nothing is left" module_is_idle
after=$(resources)
note "before: $before"
note "after: $after"
check "maptrack and pool are where they began" same_except_memory "$before" "$after"
check "the kernel's memory is where it began" same_memory "$before" "$after"
check "the module can be unloaded" rmmod gntdev-dmabuf
plan $TAP_COUNT
