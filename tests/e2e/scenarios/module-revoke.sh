# SPDX-License-Identifier: GPL-2.0-only
# A guest's pages taken back from whoever uses them.
. /bench/module.sh

module_load
check "vgem loads" modprobe vgem
guest_with_grants one
share one 300 -s 3
tap "revoke" gd-revoke $DOMID $DIRECTORY 300 3
check "nothing is left" module_is_idle
check "the importer loads" modprobe gd-importer
tap "dynamic" gd-dynamic $DOMID $DIRECTORY 300
check "nothing is left after importers" module_is_idle
plan $TAP_COUNT
