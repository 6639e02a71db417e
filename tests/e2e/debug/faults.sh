# SPDX-License-Identifier: GPL-2.0-only
# Each memory allocation of each operation fails once: with pages at hand, and when
# they have to be found first. Wants a kernel that injects faults (debug/kernel).
. /bench/module.sh

FAULTS=/sys/kernel/debug

# Any allocation may fail, and does so silently, but for those that the command line
# excepts (lib/kernel.sh).
faults_prepare()
{
  local kind
  for kind in failslab fail_page_alloc; do
    echo N >$FAULTS/$kind/ignore-gfp-wait || return
    echo 0 >$FAULTS/$kind/verbose
  done
  echo N >$FAULTS/fail_page_alloc/ignore-gfp-highmem
  echo 0 >$FAULTS/fail_page_alloc/min-order
  echo Y >$FAULTS/failslab/cache-filter
  grep -q 1 /sys/kernel/slab/kmalloc-256/failslab
}

# faults NAME MODULE-PARAMETER [WHICH]
faults()
{
  local name=$1
  check "the module loads, $name" modprobe gntdev-dmabuf "$2"
  tap "$name" gd-faults $DOMID $DIRECTORY 1100 ${REFS%%,*} $MAPPER_DIRECTORY $3
  check "nothing is left, $name" module_is_idle
  check "the module can be unloaded, $name" rmmod gntdev-dmabuf
}

check "the kernel injects faults" faults_prepare || bail_out "no fault injection"
check "vgem and vkms load" modprobe -a vgem vkms
guest_with_grants one
share one 1100
MAPPER_DIRECTORY=$(guest_run one "mapper serve 1" | sed -n 's/.*directory=\([0-9]*\).*/\1/p')
faults "pages at hand" pool_pages=8192
faults "no pages at hand" pool_pages=0 pool
plan $TAP_COUNT
