# SPDX-License-Identifier: GPL-2.0-only
# Who learns when that a buffer is released; that nothing of it stays, however
# often; and that a peer's death does no harm.
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
check "free memory is where it began" same_memory "$before" "$after"

gd-hold $DOMID $DIRECTORY 2025 3 /run/held >/run/hold.out 2>&1 &
check "a buffer is held" wait_for 20 test -e /run/held
check "the module cannot be unloaded meanwhile" module_stays
guest_destroy one
check "the dead guest's pages are kept" wait_for 10 guest_is_zombie
rm -f /run/held
wait
tap "held" cat /run/hold.out
check "the guest is gone when they are given back" wait_for 10 guest_gone one
check "nothing is left after its death" module_is_idle

check "the module can be unloaded" rmmod gntdev-dmabuf
check "and loaded again" modprobe gntdev-dmabuf
plan $TAP_COUNT
