# SPDX-License-Identifier: GPL-2.0-only
# The module is loaded before xenstored runs (dom0/etc/before-store). It learns that
# domains die all the same.
. /bench/module.sh

check "the module was there before the store" test -e /run/early
guest_with_grants one
share one 300 -s 3
gd-death cpu $DOMID $DIRECTORY 300 /run/cpu >/run/cpu.out 2>&1 &
check "a buffer is held" wait_for 20 test -s /run/cpu
guest_destroy one
check "it does not keep the dead" wait_for 10 guest_gone one
wait
tap "cpu" cat /run/cpu.out
check "nothing is left" module_is_idle
check "the module can be unloaded" rmmod gntdev-dmabuf
plan $TAP_COUNT
