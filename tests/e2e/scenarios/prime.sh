# SPDX-License-Identifier: GPL-2.0-only
# Pages that the guest's driver has from another driver (PRIME): it knows their
# geometry only when the framebuffer is attached.
. /bench/shown.sh
plan 7

check "the agent starts" agent_start
# The other driver is vgem. In a PV guest of Linux 6.1 a program that writes to its memory
# faults for ever, display or no display. (QEMU cannot emulate RDTSCP for a guest of Xen's.)
guest_config passes "type='pvh'" "cpuid='host,rdtscp=0'" "vdispl=VGA-1:1024x768"
cat >/run/passes.sh <<'GUEST'
modprobe drm_xen_front
modprobe vgem && echo "vgem is loaded"
testcard --prime=vgem --frames=60 --hold
GUEST
check "a guest is created" guest_create passes /run/passes.sh
check "another driver has memory there" guest_line passes '^vgem is loaded' 60
check "it flips pages of another driver" guest_line passes '^testcard: holding' 120
check "... without a copy" shown_is passes 0 zero-copy
screenshot passes
check "... and they are shown" cardcheck --frame=60 1024 768 $SHOTS/passes.ppm
guest_destroy passes
check "nothing stays mapped" wait_for 10 buffers_none
