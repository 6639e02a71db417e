# SPDX-License-Identifier: GPL-2.0-only
# A guest's pages as a dma-buf, in the address space of a dom0 process.
. /bench/module.sh

module_load
guest_with_grants one
share one 2025 -s 3
tap "1080p" gd-export $DOMID $DIRECTORY 2025 3 4
check "the guest sees what was written" guest_run one "granter ask $PID verify 4"
share one 3 -s 5
tap "3 pages" gd-export $DOMID $DIRECTORY 3 5 6
check "nothing is left" module_is_idle
plan $TAP_COUNT
