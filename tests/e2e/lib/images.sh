# SPDX-License-Identifier: GPL-2.0-only
# The initramfs images. Each is two cpio archives one behind the other, which the
# kernel unpacks in that order: a base that only depends on packages and stays in
# the cache, and what belongs to this run.

# The paths beyond these two hold no library of ours.
library_path()
{
  local root
  for root in "$@"; do
    printf '%s:' "$root/usr/lib/$TRIPLET" "$root/lib/$TRIPLET" \
      "$root/usr/lib/xen-4.17/lib" "$root/usr/lib/xen-4.17/lib/$TRIPLET"
  done
}

# libraries_needed PROGRAM [PACKAGE-ROOT]: their paths here; none for a static
# program or a script. ldd runs the program's own loader, which only the host's own
# architecture can.
libraries_needed()
{
  local libs
  if [ -n "$CROSS" ]; then
    libraries_traced "$1" "$(library_path ${2:+"$2"} "$SYSROOT")"
    return
  fi
  libs=$(LD_LIBRARY_PATH=${2:+$(library_path "$2")} ldd "$1" 2>/dev/null) || return 0
  ! grep 'not found' <<<"$libs" >&2 || return 1
  grep -o '/[^ ]*' <<<"$libs"
}

# libraries_traced PROGRAM PATH: the same by reading what each file asks for
libraries_traced()
{
  local files=("$1") path=$2 found=" " i name lib
  for ((i = 0; i < ${#files[@]}; i++)); do
    for name in $(readelf -d "${files[i]}" 2>/dev/null |
      sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
      [[ $found != *" $name "* ]] || continue
      lib=$(library_find "$name" "$path") || return 1
      found+="$name "
      files+=("$lib")
      echo "$lib"
    done
  done
}

# library_find NAME PATH
library_find()
{
  local dir dirs
  IFS=: read -ra dirs <<<"$2"
  for dir in "${dirs[@]}"; do
    [ ! -e "$dir/$1" ] || { echo "$dir/$1"; return; }
  done
  echo "$1 => not found" >&2
  return 1
}

# program_add IMAGE PROGRAM [PACKAGE-ROOT]: PROGRAM into /bin of the image, the
# libraries it needs to where the dynamic loader looks for them.
program_add()
{
  local image=$1 program=$2 libs lib
  mkdir -p "$image/bin" "$image/lib/$TRIPLET" "$image/${LOADER%/*}"
  cp -L "$program" "$image/bin/" || die "cannot copy $program"
  libs=$(libraries_needed "$program" "${3-}") || die "$program: a library is missing"
  for lib in $libs; do
    case $lib in
    */ld-linux-*) cp -L "$lib" "$image/$LOADER" ;;
    *) cp -L "$lib" "$image/lib/$TRIPLET/" ;;
    esac
  done
}

# image_pack DIRECTORY FILE
image_pack()
{
  (cd "$1" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) \
    >"$2.new" || die "cannot pack $2"
  mv "$2.new" "$2"
}

# The init programs make its links.
busybox_add()
{
  mkdir -p "$1/bin"
  cp "$DOM0_ROOT/bin/busybox" "$1/bin/busybox"
}

# A base is made again when a package or the code here changes.
base_name()
{
  echo "$CACHE/$1-$( (echo "$DOM0_ROOT $GUEST_ROOT $KERNEL_ROOT $SYSROOT"
    cat "$LIB"/{arch,images,kernel}.sh) | hash).cpio"
}

dom0_base()
{
  local dir=$CACHE/image.new bin=$DOM0_ROOT/usr/lib/xen-4.17/bin program
  DOM0_BASE=$(base_name dom0)
  [ -e "$DOM0_BASE" ] && return
  progress "making dom0's base image"
  find "$CACHE" -maxdepth 1 -name '*.cpio' -mtime +7 -delete
  rm -rf "$dir"
  mkdir -p "$dir"/{etc/xen,proc,sys,dev,tmp,run,root,usr,var/log/xen/console,var/lib/xen}
  ln -s bin "$dir/sbin"
  ln -s ../bin "$dir/usr/bin"
  ln -s ../bin "$dir/usr/sbin"
  ln -s /run "$dir/var/run"
  echo max_grant_frames=64 >"$dir/etc/xen/xl.conf"
  # libxl starts its helper from its own folder.
  mkdir -p "$dir/usr/lib/xen-4.17" && ln -s /bin "$dir/usr/lib/xen-4.17/bin"
  for program in "$bin"/{xl,xenstored,xenconsoled,xen-init-dom0} \
    "$bin"/{libxl-save-helper,lsevtchn,xenstore-control} \
    "$DOM0_ROOT"/usr/bin/xenstore-{ls,read,write,rm,list,exists,watch,chmod}; do
    [ -e "$program" ] && program_add "$dir" "$program" "$DOM0_ROOT"
  done
  cp -L "$DOM0_ROOT/lib/$TRIPLET/libgcc_s.so.1" "$dir/lib/$TRIPLET/" # libxl aborts without it
  busybox_add "$dir"
  modules_copy "$dir" $DOM0_MODULES
  image_pack "$dir" "$DOM0_BASE"
}

guest_base()
{
  local dir=$CACHE/image.new
  GUEST_BASE=$(base_name guest)
  [ -e "$GUEST_BASE" ] && return
  progress "making the guests' base image"
  rm -rf "$dir"
  mkdir -p "$dir"/{etc,proc,sys,dev,tmp,run,root,usr,var/log}
  ln -s bin "$dir/sbin"
  ln -s ../bin "$dir/usr/bin"
  ln -s ../bin "$dir/usr/sbin"
  if [ -e "$GUEST_ROOT/usr/bin/modetest" ]; then
    mkdir -p "$dir/usr/share"
    cp -a "$GUEST_ROOT/usr/share/libdrm" "$dir/usr/share/"
    program_add "$dir" "$GUEST_ROOT/usr/bin/modetest" "$GUEST_ROOT"
  fi
  busybox_add "$dir"
  modules_copy "$dir" $GUEST_MODULES
  image_pack "$dir" "$GUEST_BASE"
}

# guest_files FILE: what dom0 starts guests from, as a cpio archive: the kernel, and
# an image of the base, the guest's init, --guest-dir and --guest-bin. dom0 fetches
# it through the window, as the firmware of a PVH dom0's machine reads slowly.
guest_files()
{
  local dir=$RUN_DIR/guest program
  rm -rf "$dir" && mkdir -p "$dir"
  cp "$E2E/guest/init" "$dir/init"
  for program in "${GUEST_BINS[@]}"; do program_add "$dir" "$program"; done
  [ -z "$GUEST_DIR" ] || cp -a "$GUEST_DIR/." "$dir/"
  image_pack "$dir" "$RUN_DIR/guest.cpio"
  rm -rf "$dir" && mkdir -p "$dir/guest"
  cat "$GUEST_BASE" "$RUN_DIR/guest.cpio" >"$dir/guest/initrd"
  cp "$KERNEL_IMAGE" "$dir/guest/vmlinux"
  image_pack "$dir" "$1"
}

# The driver of the card that QEMU has been given.
display_driver()
{
  case $VGA in
  cirrus) echo cirrus ;;
  std) echo bochs ;;
  virtio) echo virtio-gpu virtio_pci ;;
  esac
}

# dom0_image FILE: base, the bench's own part, the scenarios, our module and
# programs, --dom0-bin and --dom0-dir
dom0_image()
{
  local dir=$RUN_DIR/dom0 program scenario i=0
  rm -rf "$dir" && mkdir -p "$dir/bench/scenarios"
  cp "$E2E/dom0/init" "$dir/init"
  cp "$E2E"/dom0/*.sh "$dir/bench/"
  display_driver >"$dir/bench/display"
  [ -z "$SCREENSHOT" ] || : >"$dir/bench/screenshot"
  program_add "$dir" "$(hostlink_build)"
  for scenario in "${SCENARIOS[@]}"; do
    i=$((i + 1))
    cp "$scenario" "$dir/bench/scenarios/$(printf %03d $i)-$(basename "$scenario" .sh)"
  done
  module_add "$dir"
  for program in "${OUR_PROGRAMS[@]}" "${DOM0_BINS[@]}"; do
    program_add "$dir" "$program"
  done
  [ -z "$DOM0_DIR" ] || cp -a "$DOM0_DIR/." "$dir/"
  image_pack "$dir" "$RUN_DIR/dom0.cpio"
  cat "$DOM0_BASE" "$RUN_DIR/dom0.cpio" >"$1"
}

# The tool behind the link to the host (dom0/hostlink.c), static.
hostlink_build()
{
  local source=$E2E/dom0/hostlink.c program
  program=$CACHE/hostlink-$( (echo "${CC[@]}"; cat "$source") | hash)/hostlink
  if [ ! -e "$program" ]; then
    mkdir -p "${program%/*}"
    "${CC[@]}" -O2 -Wall -Wextra -Werror -static -o "$program.new" "$source" >&2 ||
      die "cannot build $source"
    mv "$program.new" "$program"
  fi
  echo "$program"
}
