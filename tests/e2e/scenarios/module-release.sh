# SPDX-License-Identifier: GPL-2.0-only
# Who learns when that a buffer is released, and that nothing of it stays, however
# often.
. /bench/module.sh

module_load
guest_with_grants one
share one 2025 -s 3
tap "release" gd-release $DOMID $DIRECTORY 2025 ${REFS%%,*}
check "nothing is left" module_is_idle

# The first time may fill caches that stay.
tap "warm-up" gd-churn $DOMID $DIRECTORY 2025 3
before=$(resources)
tap "200 times 1080p" gd-churn $DOMID $DIRECTORY 2025 200
check "nothing is left after 200 times" module_is_idle
after=$(resources)
note "before: $before"
note "after: $after"
check "maptrack and pool are where they began" same_except_memory "$before" "$after"
check "the kernel's memory is where it began" same_memory "$before" "$after"

gd-hold $DOMID $DIRECTORY 2025 3 /run/held >/run/hold.out 2>&1 &
check "a buffer is held" wait_for 20 test -e /run/held
check "the module cannot be unloaded meanwhile" module_stays
rm -f /run/held
wait
tap "held" cat /run/hold.out
check "nothing is left after it" module_is_idle

check "the module can be unloaded" rmmod gntdev-dmabuf
check "and loaded again" modprobe gntdev-dmabuf
plan $TAP_COUNT
