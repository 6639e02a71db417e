# SPDX-License-Identifier: GPL-2.0-only
# What this repository builds and dom0 gets: the kernel module, for the kernel
# under test, and the programs. What does not exist is left out.

OUR_PROGRAMS=()

# The headers unpacked beside everything else. Debian's Makefile names the
# common part by its installed path, so that is changed to ours.
headers_prepare()
{
  local release=$KERNEL_RELEASE common
  common=linux-headers-$(sed 's/-amd64$//' <<<"$release")-common
  HEADERS_ROOT=$(packages_unpack "linux-headers-$release" "$common" \
    "$(apt-cache depends "linux-headers-$release" | sed -n 's/.*Depends: \(linux-kbuild-.*\)/\1/p')") ||
    exit 1
  KDIR=$HEADERS_ROOT/usr/src/linux-headers-$release
  sed -i -E "s|[^ =]*/usr/src/$common|$HEADERS_ROOT/usr/src/$common|" \
    "$KDIR/Makefile" "$KDIR/.kernelvariables" 2>/dev/null || :
}

# module_build: sets MODULE_KO, a build cached by the content of the sources
module_build()
{
  local source=$TOP/gntdev-dmabuf dir
  MODULE_KO=
  [ -e "$source/Makefile" ] || return 0
  headers_prepare
  dir=$CACHE/module-$( (echo "$KDIR"; cd "$source" &&
    find . -type f \( -name '*.[ch]' -o -name Kbuild -o -name Makefile \) |
      LC_ALL=C sort | xargs sha256sum) | hash)
  MODULE_KO=$dir/gntdev-dmabuf.ko
  [ -e "$MODULE_KO" ] && return
  progress "building gntdev-dmabuf for $KERNEL_RELEASE"
  rm -rf "$dir.new" && mkdir -p "$dir.new"
  cp -a "$source/." "$dir.new/"
  make -C "$dir.new" KDIR="$KDIR" >"$dir.log" 2>&1 ||
    die "the module does not build: $(tail -n 30 "$dir.log")"
  rm -rf "$dir" && mv "$dir.new" "$dir"
  [ -e "$MODULE_KO" ] || MODULE_KO=$(find "$dir" -name gntdev-dmabuf.ko)
}

# module_add IMAGE: the module among dom0's, and the index made anew
module_add()
{
  local dir=$RUN_DIR/modules
  [ -n "$MODULE_KO" ] || return 0
  rm -rf "$dir" && mkdir -p "$dir"
  (cd "$dir" && cpio --quiet -idm 'lib/modules/*' <"$DOM0_BASE")
  mkdir -p "$dir/lib/modules/$KERNEL_RELEASE/updates"
  cp "$MODULE_KO" "$dir/lib/modules/$KERNEL_RELEASE/updates/"
  modules_index "$dir" "$KERNEL_RELEASE"
  mkdir -p "$1/lib/modules/$KERNEL_RELEASE"
  cp -a "$dir/lib/modules/$KERNEL_RELEASE/"{updates,modules.*} \
    "$1/lib/modules/$KERNEL_RELEASE/"
  rm -rf "$dir"
}

programs_find()
{
  local name
  for name in vdispld vdispl-worker vdisplctl; do
    [ ! -e "$TOP/build/bin/$name" ] || OUR_PROGRAMS+=("$TOP/build/bin/$name")
  done
}
