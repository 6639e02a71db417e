# SPDX-License-Identifier: GPL-2.0-only
# One card with two outputs, a guest on each: both are shown at once, and a worker that
# its guest has taken over cannot so much as see the other's output (tests/captive/).
. /bench/shown.sh

# virtio-gpu's number, of Red Hat's.
if ! grep -q 0x1050 /sys/bus/pci/devices/*/device; then
  plan 1
  skip "the card with two outputs needs DMA, for which a PVH dom0 here lacks an IOMMU"
  return
fi
plan 25

check "the card's driver loads" modprobe -a virtio_pci virtio-gpu
consoles_unbind
# Nobody has told QEMU that a second monitor is there.
second=$(echo /sys/class/drm/card*-Virtual-2)
echo on >"$second/status"
mkdir -p /run/captive
check "the agent starts" agent_start --worker=/bin/captive-worker
for guest in cluster infotainment; do
  [ $guest = cluster ] && output=Virtual-1 size=800x600 || output=Virtual-2 size=1024x768
  guest_config $guest "vdispl=$output:$size"
  echo "true" >/run/nothing.sh
  check "guest $guest is created" guest_create $guest /run/nothing.sh
done

taken=$(guest_id infotainment)
report=/run/captive/$taken.tap
echo "$(guest_id cluster) 1" >"/run/captive/$taken"
guest_run cluster "modprobe drm_xen_front"
check "the first is connected" wait_for 60 connected cluster
guest_run infotainment "modprobe drm_xen_front"
check "the second's worker tries everything" wait_line "$report" '^# done' 240
cp "$report" "$LOGS/report"
grep -E "ok - .* (display|plane|output) of (its own|another guest):" "$report" >/run/checks
replay "" </run/checks

check "then it serves" wait_for 60 connected infotainment
for guest in cluster infotainment; do
  guest_run $guest "testcard --frames=60 --hold >/root/out 2>&1 &" >/dev/null
done
for guest in cluster infotainment; do
  check "guest $guest flips" wait_for 60 held $guest
  note "$(shown $guest 0 output): $(shown $guest 0 mode), $(shown $guest 0 reason)"
done
check "each has its output" \
  test "$(shown cluster 0 output) $(shown infotainment 0 output)" = "Virtual-1 Virtual-2"
screenshot cluster third 0
check "the first output shows the one" cardcheck --frame=60 800 600 $SHOTS/cluster.ppm
screenshot infotainment third 1
check "the second shows the other" cardcheck --frame=60 1024 768 $SHOTS/infotainment.ppm

guest_destroy cluster
check "the one goes" wait_for 10 guest_gone cluster
screenshot alone third 1
check "the other stays" cardcheck --frame=60 1024 768 $SHOTS/alone.ppm
guest_destroy infotainment
agent_stop
driver_gone() { rmmod virtio-gpu 2>/dev/null; }
check "the card is given back" wait_for 10 driver_gone
