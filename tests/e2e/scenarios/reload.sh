# SPDX-License-Identifier: GPL-2.0-only
# A guest that unloads and loads its driver ten times, and then draws.
. /bench/shown.sh
plan 6

check "the agent starts" agent_start
# The stock driver warns of a reference count when it is taken from its device.
guest_may_crash again
guest_config again "vdispl=VGA-1:1024x768"
cat >/run/again.sh <<'GUEST'
modprobe drm_xen_front
GUEST
check "a guest is created" guest_create again /run/again.sh
# until CONDITION, in the guest, 10 seconds at most
guest_until() { echo "i=0; until $1; do i=\$((i + 1)); [ \$i -lt 200 ] || exit 1; usleep 50000; done"; }
card_there=$(guest_until "[ -e /dev/dri/card0 ]")
# xenbus holds the module while a device is bound to it.
unload="echo vdispl-0 >/sys/bus/xen/drivers/vdispl/unbind; rmmod drm_xen_front"

reload_once()
{
  guest_run again "$card_there; testcard --frames=5" >/dev/null &&
    guest_run again "$unload && modprobe drm_xen_front" >/dev/null
}

reload_all()
{
  local n=0
  while [ $n -lt 10 ]; do
    reload_once || { note "reload $n failed"; return 1; }
    n=$((n + 1))
  done
}
check "ten times drawn, unloaded and loaded" reload_all

guest_run again "$card_there; testcard --frames=30 --hold >/root/out 2>&1 &" >/dev/null
check "it draws again" wait_for 30 shown_is again 0 zero-copy
wait_for 30 held again
screenshot again
check "the screen shows it" cardcheck --frame=30 1024 768 $SHOTS/again.ppm

guest_destroy again
check "nothing stays mapped" wait_for 10 buffers_none
