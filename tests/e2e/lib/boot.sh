# SPDX-License-Identifier: GPL-2.0-only
# QEMU: how Xen and dom0 are booted, and its monitor.
#
# What every machine has:
#   UART     Xen's and dom0's console        -> boot/console.log
#   PCI UART what scenarios print            -> boot/line.out, see watch.sh
#   ivshmem  a window of memory for files   <-> boot/window, see dom0/hostlink.c
#   QMP      the monitor                    <-> boot/qmp.{in,out}

DOM0_CMDLINE="console=hvc0 loglevel=5 panic=1 audit=0 cryptomgr.notests"
# dom0 can grant 81920 pages, more than fit 16 bits. The guests' limit stays the
# default (images.sh, xl.conf).
XEN_CMDLINE="dom0_mem=1024M,max:1024M conring_size=1M gnttab_max_frames=160"
XEN_CMDLINE_X86="console=com1 com1=115200 spec-ctrl=eager-fpu $XEN_CMDLINE"

# Why the flags are what they are: with SMAP/SMEP a PV dom0 dies in Xen's
# create_bounce_frame; with RDTSCP a PVH dom0 dies, as the emulated SVM has no
# NRIP-save; under SeaBIOS and -cpu max a PVH dom0 hangs in ACPI, as Xen wants
# an XSDT there, which OVMF has; q35 has no IOMMU unless one is added.
#
# With XSAVE, or where Xen restores the FPU only on its first use, programs of
# dom0 sometimes find their memory spoilt, whatever the kind of dom0.
#
# virtio-gpu is told to take a device's addresses: a PV dom0's own are of no use to it.
#
# cirrus reaches 4G. A PV dom0 hands it a guest's pages where they are, so no
# memory lies beyond; under a PVH dom0 Linux lays its "Xen scratch" region over
# the PCI devices when there is more than 1.5G below.
boot_pv()
{
  local xen=$CACHE/xen-$(hash_files "$DOM0_ROOT"/boot/xen-4.17-amd64.gz)
  if [ ! -e "$xen" ]; then
    gzip -dc "$DOM0_ROOT/boot/xen-4.17-amd64.gz" >"$xen.new"
    mv "$xen.new" "$xen"
  fi
  QEMU_ARGS+=(-M q35 -m 2560 -cpu max,-smap,-smep,-xsave,+svm
    -vga "$VGA" -device bochs-display,id=second
    -device virtio-gpu-pci,id=third,max_outputs=2,iommu_platform=on -kernel "$xen" -append "$XEN_CMDLINE_X86"
    -initrd "$KERNEL_IMAGE ${DOM0_CMDLINE//,/,,},$RUN_DIR/dom0.img")
}

boot_pvh()
{
  local esp=$RUN_DIR/esp.img size
  size=$(($(cat "$KERNEL_IMAGE" "$RUN_DIR/dom0.img" | wc -c) / 1048576 + 16))
  truncate -s "${size}M" "$esp"
  mformat -i "$esp" -c 64 -T $((size * 2048)) -h 16 -s 63 :: &&
    mmd -i "$esp" ::/EFI ::/EFI/BOOT &&
    mcopy -i "$esp" "$DOM0_ROOT/boot/xen-4.17-amd64.efi" ::/EFI/BOOT/BOOTX64.EFI &&
    mcopy -i "$esp" "$KERNEL_IMAGE" ::/EFI/BOOT/vmlinux &&
    mcopy -i "$esp" "$RUN_DIR/dom0.img" ::/EFI/BOOT/dom0.img ||
    die "cannot make the boot disk"
  mcopy -i "$esp" - ::/EFI/BOOT/BOOTX64.cfg <<CONFIG
[global]
default=bench
[bench]
options=$XEN_CMDLINE_X86 dom0=pvh dom0-iommu=none
kernel=vmlinux $DOM0_CMDLINE
ramdisk=dom0.img
CONFIG
  QEMU_ARGS+=(-M q35,max-ram-below-4g=1536M -m 3072
    -cpu max,-smap,-smep,-rdtscp,-xsave,+svm -vga "$VGA" -device bochs-display,id=second
    -drive "if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE.fd"
    -drive "if=virtio,file=$esp,format=raw")
}

# There is no firmware: QEMU's guest-loader puts dom0's kernel and image into memory
# and tells Xen of them in the device tree.
boot_arm64()
{
  local card
  case $VGA in
  cirrus) card=cirrus-vga ;;
  std) card=VGA ;;
  virtio) card=virtio-gpu-pci ;;
  esac
  QEMU_ARGS+=(-M "virt,virtualization=on,gic-version=3" -m 2560 -cpu cortex-a57
    -device "$card" -device bochs-display,id=second -kernel "$DOM0_ROOT/boot/xen-4.17-arm64"
    -append "console=dtuart dtuart=/pl011@9000000 $XEN_CMDLINE"
    -device "guest-loader,addr=0x60000000,kernel=$KERNEL_IMAGE,bootargs=${DOM0_CMDLINE//,/,,}"
    -device "guest-loader,addr=0x68000000,initrd=$RUN_DIR/dom0.img")
}

# qemu_start: sets QEMU_PID; the descriptors LINE_OUT, QMP_IN, QMP_OUT
# stay open for reading and writing,
# so that neither side ever sees an end.
qemu_start()
{
  local fifo
  rm -f "$RUN_DIR/window"
  QEMU_ARGS=(-display none -nodefaults -no-reboot -nic none
    -serial "file:$RUN_DIR/console.log"
    -chardev "pipe,id=line,path=$RUN_DIR/line"
    -device pci-serial,chardev=line
    -chardev "pipe,id=qmp,path=$RUN_DIR/qmp" -mon chardev=qmp,mode=control
    -object
    "memory-backend-file,id=window,share=on,size=128M,mem-path=$RUN_DIR/window"
    -device ivshmem-plain,memdev=window)
  if [ "$REALTIME" = 1 ]; then
    QEMU_ARGS+=(-accel tcg,thread=multi -smp "$SMP")
    # A busy host lets a CPU wait for longer than Linux expects of any.
    DOM0_CMDLINE+=" rcupdate.rcu_cpu_stall_timeout=120 watchdog_thresh=60"
  else
    # One instruction is 2 ns, idle time is skipped: time-outs do not depend on
    # the host, and two runs count the same.
    QEMU_ARGS+=(-accel tcg,thread=single -smp 1 -icount shift=1,sleep=off)
  fi
  "boot_$DOM0"
  for fifo in line.in line.out qmp.in qmp.out; do
    rm -f "$RUN_DIR/$fifo" && mkfifo "$RUN_DIR/$fifo"
  done
  exec {LINE_OUT}<>"$RUN_DIR/line.out"
  exec {QMP_IN}<>"$RUN_DIR/qmp.in" {QMP_OUT}<>"$RUN_DIR/qmp.out"
  truncate -s 128M "$RUN_DIR/window"
  window_put "$RUN_DIR/guest.img"
  : >"$RUN_DIR/console.log"
  setpriv --pdeathsig KILL "$QEMU" "${QEMU_ARGS[@]}" \
    >"$RUN_DIR/qemu.log" 2>&1 </dev/null &
  QEMU_PID=$!
  qmp '{"execute":"qmp_capabilities"}' ||
    die "QEMU did not start: $(cat "$RUN_DIR/qemu.log")"
}

qemu_alive() { kill -0 "$QEMU_PID" 2>/dev/null; }

qemu_stop()
{
  [ -n "${QEMU_PID-}" ] || return 0
  kill -KILL "$QEMU_PID" 2>/dev/null
  wait "$QEMU_PID" 2>/dev/null
  QEMU_PID=
}

# qmp COMMAND: 0 when QEMU has done it
qmp()
{
  local reply
  echo "$1" >&"$QMP_IN"
  while read -r -t 20 -u "$QMP_OUT" reply; do
    case $reply in
    *'"return"'*) return 0 ;;
    *'"error"'*) progress "QEMU: $reply"; return 1 ;;
    esac
  done
  return 1
}

# qemu_screendump FILE FORMAT [DEVICE [OUTPUT]]
qemu_screendump()
{
  local of=${3:+,\"device\":\"$3\"}${4:+,\"head\":$4}
  qmp '{"execute":"screendump","arguments":{"filename":"'"$1"'","format":"'"$2"'"'"$of"'}}'
}
