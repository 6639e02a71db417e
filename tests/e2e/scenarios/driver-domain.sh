# SPDX-License-Identifier: GPL-2.0-only
# A guest's screen served by another guest: config/xl/driver-domain.cfg, with the module,
# vdispld and no graphics card in the domain that it names. That is a PVH one, where programs
# can look at a guest's pages. (QEMU cannot emulate RDTSCP for a guest of Xen's.)
. /bench/shown.sh
plan 13

# libraries PROGRAM...: what the loader would load
libraries()
{
  local program
  for program in "$@"; do
    LD_TRACE_LOADED_OBJECTS=1 "$program" | awk '$3 ~ "^/" { print $3 }'
  done | sort -u
}

programs="/bin/vdispld /bin/vdispl-worker /bin/vdisplctl"
module=$(find "/lib/modules/$(uname -r)" -name gntdev-dmabuf.ko)
cat >/run/display.sh <<'GUEST'
mv *.so* /lib/
mv vdisp* /bin/
insmod gntdev-dmabuf.ko || exit
exec vdispld
GUEST
guest_config display driver_domain=1 memory=384 "type='pvh'" "cpuid='host,rdtscp=0'"
# shellcheck disable=SC2046,SC2086
check "the driver domain is created" \
  guest_create display /run/display.sh $module $programs $(libraries $programs)
check "vdispld serves in it" guest_line display 'ready: domain [1-9]' 120

sed "s|^kernel = .*|kernel = '/guest/vmlinux'|; s|^ramdisk = .*|ramdisk = '/run/guest/driver-domain.img'|
  s|^memory = .*|memory = 256|; /^disk = /d" /bin/driver-domain.cfg >/run/guest/driver-domain.cfg
cat >/run/card.sh <<'GUEST'
modprobe drm_xen_front
testcard --all --frames=2 --hold
GUEST
check "xl create driver-domain.cfg" guest_create driver-domain /run/card.sh
check "the guest shows its card" guest_line driver-domain '^testcard: holding' 200
id=$(guest_id driver-domain)
check "dom0's store has it with the driver domain" \
  test "$(xenstore-read "/local/domain/$(guest_id display)/backend/vdispl/$id/0/state")" = 4
check "... and nothing is wrong with its nodes" \
  test -z "$(vdisplctl check --live=driver-domain 2>&1)"

guest_run display "vdisplctl list" >/run/list
check "the driver domain lists it, headless" grep -Eq " $id +0 1920x1080 +headless +headless " /run/list
cp /run/list $LOGS/list
check "it has the guest's picture" guest_run display "vdisplctl screenshot $id /root/shown.png"
check "... which comes over" guest_get display /root/shown.png /run/shown.png
check "... and is what the guest drew" cardcheck --frame=2 1920 1080 /run/shown.png

guest_destroy driver-domain
check "the guest dies, and nothing of it stays" wait_for 30 guest_gone driver-domain
workers_none() { guest_run display "! pidof vdispl-worker" >/dev/null; }
check "... nor its worker" wait_for 30 workers_none
guest_run display "vdisplctl list; vdisplctl buffers; vdisplctl doctor" >$LOGS/after
guest_destroy display
check "the driver domain dies" wait_for 30 guest_gone display
