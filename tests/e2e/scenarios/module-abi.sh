# SPDX-License-Identifier: GPL-2.0-only
# The interface: every ioctl with what it must refuse, results that cannot be handed
# over, mainline's ioctls, and mainline's library with our device beneath it.
. /bench/module.sh

LIMIT=1500

module_load
check "test modules load" modprobe -a gd-exporter gd-device
guest_with_grants one
share one $LIMIT -s 3
FIRST=${REFS%%,*} LAST=${REFS##*,}

cd /sys/module/gntdev_dmabuf/parameters || bail_out "no parameters"
before=$(cat max_buffer_pages)
echo $LIMIT >max_buffer_pages
tap "abi" gd-abi $DOMID $FIRST $DIRECTORY $LIMIT
echo "$before" >max_buffer_pages
mapped=$(maptrack_used)
tap "fault" gd-fault $DOMID $DIRECTORY $LIMIT $FIRST
check "Xen counts no grant that stayed mapped" test "$(maptrack_used)" = "$mapped"
tap "mainline" gd-mainline $DOMID $FIRST $LAST
# shellcheck disable=SC2046 # one argument a reference
tap "libxengnttab" gd-xengnttab $DOMID 3 $(echo "$REFS" | tr , ' ')
check "nothing is left" module_is_idle
plan $TAP_COUNT
