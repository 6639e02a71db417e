# SPDX-License-Identifier: GPL-2.0-only
# Descriptors that are passed on, shared and closed in every order; everybody who
# waits; devices that map a buffer; and what keeps the module.
. /bench/module.sh

module_load
check "test modules load" modprobe -a gd-exporter gd-device
guest_with_grants one
share one 300 -s 3
tap "lifetime" gd-lifetime $DOMID $DIRECTORY 300
tap "wait" gd-wait $DOMID $DIRECTORY 300
tap "attach" gd-attach $DOMID $DIRECTORY 300 3
check "nothing is left" module_is_idle
check "then the module can be unloaded" rmmod gntdev-dmabuf
plan $TAP_COUNT
