# SPDX-License-Identifier: GPL-2.0-only
# The kernel under test: which one, its image without compression (unpacking it
# under emulation takes seconds), and the few modules that the images carry.

DOM0_MODULES="xen-evtchn xen-gntdev xen-gntalloc xen-privcmd xenfs cirrus bochs
  virtio-gpu virtio_pci vgem"
GUEST_MODULES="xen-evtchn xen-gntalloc xen-gntdev xen-privcmd xenfs vgem"

# kernel_package SERIES: the newest image package of that series in the archive
kernel_package()
{
  case $1 in
  6.1)
    apt_cache depends "linux-image-$ARCH" | sed -n 's/.*Depends: //p'
    ;;
  *)
    apt_cache pkgnames "linux-image-$1." | grep -E "\+deb12-$ARCH$" |
      sort -V | tail -n 1
    ;;
  esac
}

# kernel_prepare SERIES: sets KERNEL_RELEASE, KERNEL_ROOT (the unpacked package)
# and KERNEL_IMAGE
kernel_prepare()
{
  local package
  case $1 in /*) kernel_own "$1"; return ;; esac
  apt_lists_check
  package=$(kernel_package "$1")
  [ -n "$package" ] || die "no kernel $1 in the package lists"
  KERNEL_ROOT=$(packages_unpack "$package") || exit 1
  KERNEL_RELEASE=${package#linux-image-}
  [ -e "$KERNEL_ROOT/boot/vmlinuz-$KERNEL_RELEASE" ] ||
    die "$package holds no kernel of its name"
  KERNEL_IMAGE=$KERNEL_ROOT.vmlinux
  [ -e "$KERNEL_IMAGE" ] ||
    "kernel_extract_$ARCH" "$KERNEL_ROOT/boot/vmlinuz-$KERNEL_RELEASE" "$KERNEL_IMAGE"
  [ -e "$KERNEL_ROOT/lib/modules/$KERNEL_RELEASE/modules.dep" ] ||
    modules_index "$KERNEL_ROOT" "$KERNEL_RELEASE"
}

# kernel_own DIR: the same for a kernel that is no package's, such as debug/kernel's
kernel_own()
{
  KERNEL_ROOT=$1
  KERNEL_RELEASE=$(basename "$1"/lib/modules/*)
  KERNEL_IMAGE=$1/kernel
  # After an oops it would only hang; KASAN's reports after the first one, too; every
  # cache can be made to fail, but those of who watches, who would stop watching
  # (radix_tree_node: DMA debugging).
  DOM0_CMDLINE+=" oops=panic kasan_multi_shot"
  DOM0_CMDLINE+=" slub_debug=FZPUA;FZP,kmemleak_object,debug_objects_cache,radix_tree_node"
  ! grep -q '/vkms\.ko:' "$1/lib/modules/$KERNEL_RELEASE/modules.dep" ||
    DOM0_MODULES+=" vkms"
}

# number FILE OFFSET BYTES: a little-endian number
number() { od -An -v -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '; }

# kernel_extract_arm64 VMLINUZ IMAGE: that of arm64 is not packed; its magic number
# is at 56.
kernel_extract_arm64()
{
  [ "$(head -c 60 "$1" | tail -c 4 | tr -d '\0')" = ARMd ] ||
    die "$1 is packed in a way unknown here"
  ln -sf "$1" "$2"
}

# kernel_extract_amd64 VMLINUZ ELF: the x86 boot protocol says where the payload is:
# behind the real-mode sectors (count at 0x1f1), at payload_offset (0x248),
# payload_length (0x24c) bytes of which the last four are the unpacked size.
kernel_extract_amd64()
{
  local start length magic unpack
  progress "unpacking kernel $KERNEL_RELEASE"
  start=$((($(number "$1" 497 1) + 1) * 512 + $(number "$1" 584 4)))
  length=$(($(number "$1" 588 4) - 4))
  magic=$(od -An -t x1 -j "$start" -N 4 "$1" | tr -d ' ')
  case $magic in
  fd377a58) unpack="xz -dc" ;;
  28b52ffd) unpack="zstd -dcq" ;;
  1f8b*) unpack="gzip -dc" ;;
  *) die "$1 is packed in a way unknown here ($magic)" ;;
  esac
  tail -c +$((start + 1)) "$1" | head -c "$length" | $unpack >"$2.new" ||
    die "cannot unpack $1"
  mv "$2.new" "$2"
}

# modules_index ROOT RELEASE
modules_index()
{
  PATH=$PATH:/usr/sbin:/sbin depmod -b "$1" "$2" || die "depmod failed on $1"
}

# modules_closure MODULE...: the files, below lib/modules/RELEASE, of the
# modules and of all that they depend on. A driver that is built in is no file.
modules_closure()
{
  local dir=$KERNEL_ROOT/lib/modules/$KERNEL_RELEASE
  awk -v wanted="$*" '
    function name(path) {
      sub(/.*\//, "", path); sub(/\.ko.*/, "", path); gsub(/-/, "_", path)
      return path
    }
    FILENAME ~ /builtin$/ { builtin[name($1)] = 1; next }
    { sub(/:/, "", $1); path[name($1)] = $1; deps[name($1)] = $0 }
    END {
      n = split(wanted, list)
      for (i = 1; i <= n; i++) {
        m = list[i]; gsub(/-/, "_", m)
        if (m in deps) {
          k = split(deps[m], files)
          for (j = 1; j <= k; j++) print files[j]
        } else if (!(m in builtin)) {
          print "no module " m > "/dev/stderr"; bad = 1
        }
      }
      exit bad
    }' "$dir/modules.builtin" "$dir/modules.dep" | sort -u
}

# modules_copy ROOT MODULE...: puts them, unpacked and indexed, under ROOT
modules_copy()
{
  local root=$1 list file dir=lib/modules/$KERNEL_RELEASE
  shift
  list=$(set -o pipefail; modules_closure "$@") ||
    die "kernel $KERNEL_RELEASE lacks a module"
  for file in $list; do
    mkdir -p "$root/$dir/${file%/*}"
    cp "$KERNEL_ROOT/$dir/$file" "$root/$dir/$file"
    case $file in *.xz) xz -d "$root/$dir/$file" ;; esac
  done
  cp "$KERNEL_ROOT/$dir"/modules.{builtin,builtin.modinfo,order} \
    "$root/$dir/"
  modules_index "$root" "$KERNEL_RELEASE"
}
