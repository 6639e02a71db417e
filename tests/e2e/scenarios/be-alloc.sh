# SPDX-License-Identifier: GPL-2.0-only
# be-alloc=1: the screen's memory is dom0's, and the guest maps it. Shown without a
# copy, and dom0's again when the guest has let go or is dead.
. /bench/shown.sh
plan 33

check "vgem loads, for screens without a display" modprobe vgem
check "the agent starts" agent_start
be_alloc() { echo "vdispl=[ 'backend=Domain-0,be-alloc=1,connectors=$1' ]"; }
imports_held() { [ "$(wc -l </sys/kernel/debug/gntdev-dmabuf/buffers)" -gt 1 ]; }

guest_config plain "$(be_alloc side:1024x768)"
cat >/run/plain.sh <<'GUEST'
vdisp-front --back-end-memory --frames=60 --hold-file=/root/go
echo "first ended with $?"
vdisp-front --frames=30
echo "second ended with $?"
vdisp-hostile memory-kept memory-misasked
echo "hostile ended with $?"
GUEST
check "a guest without a driver and without a display is created" guest_create plain /run/plain.sh
check "it flips" guest_line plain '^vdisp-front: 1024x768 60 flips' 60
check "... and holds its last frame" guest_line plain '^vdisp-front: holding' 20
check "vdisplctl shows it" vdisplctl screenshot plain /run/plain.png
check "... and it is its last frame" cardcheck --frame=60 1024 768 /run/plain.png
guest_run plain "touch /root/go" >/dev/null
check "it goes in peace" guest_line plain '^first ended with 0' 20
check "dom0 has its memory back" wait_for 10 buffers_none
check "memory of its own may be shown all the same" guest_line plain '^second ended with 0' 60
check "what it keeps it gets no more of" guest_line plain '^ok .* case memory-kept: [1-4] buffers kept' 60
check "every answer is one that the protocol allows" guest_line plain '^hostile ended with 0' 120
check "nothing stays" wait_for 10 buffers_none
guest_destroy plain

guest_has_driver || { skip "the guest's kernel has no driver" 20; exit 0; }

# Xen gives a PV guest's programs no pages of another domain through the stock driver.
# (QEMU cannot emulate RDTSCP for a guest of Xen's.)
guest_config stock "$(be_alloc 'VGA-1:1024x768;side:800x600')" "type='pvh'" \
  "cpuid='host,rdtscp=0'"
cat >/run/stock.sh <<'GUEST'
modprobe drm_xen_front
testcard --all --frames=60 --hold-file=/root/go
echo "first ended with $?"
testcard --frames=1000000
echo "second ended with $?"
GUEST
guest_may_crash stock
check "a guest with the stock driver is created" guest_create stock /run/stock.sh
check "it flips" guest_line stock '^testcard: 1024x768 60 flips' 120
check "... on both connectors" guest_line stock '^testcard: holding' 60
check "the memory is dom0's" imports_held
check "shown without a copy" shown_is stock 0 zero-copy
check "the other is headless" shown_is stock 1 headless
screenshot stock
check "the screen shows it" cardcheck --frame=60 1024 768 $SHOTS/stock.ppm
check "vdisplctl shows the other" vdisplctl screenshot stock:1 /run/side.png
check "... and it is the other" cardcheck --frame=60 800 600 /run/side.png
guest_run stock "touch /root/go" >/dev/null
check "the guest goes on" guest_line stock '^first ended with 0' 30
check "... and flips again" wait_for 60 flips_over stock 120

# The driver waits until its last program is gone, and then for us.
round()
{
  $2
  check "$1: the program ends" guest_line stock "^$1 ended with [1-9]" 60
  check "$1: the driver is connected again" wait_for 30 connected stock
  guest_run stock "testcard --frames=60 --hold >/root/out 2>&1 &" >/dev/null
  check "$1: it flips again" wait_for 60 held stock
  guest_run stock "killall testcard" >/dev/null
}
restart() { killall -KILL vdispld; agent_start; }
round second "killall -KILL vdispl-worker"
guest_run stock "{ testcard --frames=1000000; echo third ended with \$? >/dev/hvc0; } \
  >/dev/null 2>&1 &" >/dev/null
wait_for 60 flips_over stock $(($(shown stock 0 flips) + 30))
round third restart
check "dom0 has back what the guest let go of" wait_for 10 buffers_none

guest_destroy stock
check "it dies, and no zombie stays" wait_for 10 guest_gone stock
check "dom0 has its memory back" wait_for 10 buffers_none
