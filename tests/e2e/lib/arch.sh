# SPDX-License-Identifier: GPL-2.0-only
# The machine's architecture, by Debian's name for it, and what follows from that.

# What to compile and link with for another architecture than the host's, and jq, which
# the scenarios ask of dom0.
SYSROOT_PACKAGES="libc6 libc6-dev linux-libc-dev libdrm-dev libdrm2 libxen-dev
  libxencall1 libxendevicemodel1 libxenevtchn1 libxenforeignmemory1 libxengnttab1
  libxenhypfs1 libxenmisc4.17 libxenstore4 libxentoolcore1 libxentoollog1 libgcc-s1
  libuv1-dev libuv1 libjson-c-dev libjson-c5 libinih-dev libinih1 libseccomp-dev
  libseccomp2 libcap-dev libcap2 libudev-dev libudev1 libpng-dev libpng16-16 zlib1g-dev
  zlib1g libyajl2 libfdt1 libuuid1 uthash-dev jq libjq1 libonig5"

arch_set()
{
  "arch_set_$ARCH"
  DOM0_PACKAGES+=" xen-hypervisor-4.17-$ARCH"
  CC=("${CROSS}gcc")
  SYSROOT=
}

arch_set_amd64()
{
  TRIPLET=x86_64-linux-gnu LOADER=lib64/ld-linux-x86-64.so.2
  QEMU=qemu-system-x86_64 CROSS=
  HOST_NEEDS+=" $QEMU:qemu-system-x86 mcopy:mtools
    /usr/share/OVMF/OVMF_CODE.fd:ovmf /usr/lib/$TRIPLET/libc.a:libc6-dev"
  GUEST_PACKAGES+=" libdrm-tests libdrm2 libdrm-amdgpu1 libdrm-common"
  GUEST_MODULES+=" xen-front-pgdir-shbuf drm_xen_front"
}

# Debian's arm64 kernel has no drm_xen_front.
arch_set_arm64()
{
  TRIPLET=aarch64-linux-gnu LOADER=lib/ld-linux-aarch64.so.1
  QEMU=qemu-system-aarch64 CROSS=$TRIPLET-
  HOST_NEEDS+=" $QEMU:qemu-system-arm ${CROSS}gcc:gcc-$TRIPLET readelf:binutils"
  DOM0_PACKAGES+=" libfdt1 zlib1g"
  apt_foreign
}

# With the cache locked. What is the host's own is installed on it.
sysroot_prepare()
{
  [ -n "$CROSS" ] || return 0
  SYSROOT=$(packages_unpack $SYSROOT_PACKAGES) || exit 1
  CC+=("--sysroot=$SYSROOT")
}
