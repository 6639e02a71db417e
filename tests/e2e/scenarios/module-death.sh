# SPDX-License-Identifier: GPL-2.0-only
# A domain dies while its pages are used: they are taken back by themselves, its
# neighbour's are not, and the log says whom a dead domain's pages wait for.
. /bench/module.sh

# held MODE [ARGUMENT]...: starts gd-death, which holds something of DOMID
held()
{
  rm -f /run/$1
  gd-death "$@" /run/$1 >/run/$1.out 2>&1 &
  check "$1: it is held" wait_for 20 test -s /run/$1
}

zombies_are() { [ "$(module_counter zombies)" = "$1" ]; }
has_ended() { xl list | grep -q '^ended .* ---s'; }
is_logged() { dmesg | grep "gntdev_dmabuf: domain $DOMID: buffer .*: close what imported it"; }
is_logged_once() { [ "$(is_logged | wc -l)" = 1 ]; }
lists_holder() { grep -q ' vgem [0-9]* gd-death$' $MODULE_DEBUG/buffers; }

listed_inode() { sed -n '/ gd-death$/p' $MODULE_DEBUG/buffers | cut -d ' ' -f 13; }
# process_has PID INODE
process_has() { grep -q "^ino:[[:space:]]*$2\$" /proc/$1/fdinfo/*; }

module_load
check "vgem loads" modprobe vgem

# Linux tells Xen of its panic on x86 alone.
case $(uname -m) in
x86_64) end="echo c >/proc/sysrq-trigger" ;;
*) end="poweroff -f" ;;
esac

# These live through all of this: a neighbour, and one that has only ended.
guest_with_grants neighbour
share neighbour 300 -s 7
gd-hold $DOMID $DIRECTORY 300 7 /run/held >/run/hold.out 2>&1 &
check "a neighbour's buffer is held" wait_for 20 test -e /run/held

guest_config ended 'on_crash="preserve"' 'on_poweroff="preserve"'
guest_may_crash ended
guest_with_grants ended
share ended 300 -s 5
gd-hold $DOMID $DIRECTORY 300 5 /run/kept >/run/kept.out 2>&1 &
check "and one of a guest" wait_for 20 test -e /run/kept
guest_run ended "$end" &
check "that crashes or powers off, and is preserved" wait_for 60 has_ended

guest_with_grants one
share one 300 -s 3
held cpu $DOMID $DIRECTORY 300
cpu=$!
held import $DOMID
import=$!
guest_destroy one
check "mappings of the CPU do not keep the dead" wait_for 10 guest_gone one
wait $cpu $import
tap "cpu" cat /run/cpu.out
tap "import" cat /run/import.out
tap "dead" gd-death dead $DOMID

guest_with_grants two
share two 300 -s 3
held device $DOMID $DIRECTORY 300
device=$!
check "which device holds the pages is listed" lists_holder
check "and how to find the process" process_has $device "$(listed_inode)"
guest_destroy two
check "a device that cannot let go keeps the dead" wait_for 10 guest_is_zombie
check "that is counted" wait_for 10 zombies_are 1
check "and logged" wait_for 30 is_logged
sleep 30
check "once" is_logged_once
rm -f /run/device
check "the dead goes when the device lets go" wait_for 10 guest_gone two
wait $device
tap "device" cat /run/device.out

rm -f /run/held /run/kept
wait
tap "neighbour" cat /run/hold.out
tap "ended" cat /run/kept.out
check "nothing is left" module_is_idle
check "the module can be unloaded" rmmod gntdev-dmabuf
plan $TAP_COUNT
