# SPDX-License-Identifier: GPL-2.0-only
# What this repository builds and dom0 gets: the kernel module and those of its
# tests, for the kernel under test, and the programs. What does not exist is left out.

OUR_PROGRAMS=()

# The headers unpacked beside everything else, with what builds against them, which
# runs on the host. Debian's Makefile names the common part by its installed path, so
# that is changed to ours.
headers_prepare()
{
  local release=$KERNEL_RELEASE common
  KDIR=$KERNEL_ROOT/build
  [ ! -d "$KDIR" ] || return 0
  common=linux-headers-${release%"-$ARCH"}-common
  HEADERS_ROOT=$(packages_unpack "linux-headers-$release" "$common" \
    "$(apt_cache depends "linux-headers-$release" | sed -n 's/.*Depends: \(linux-kbuild-.*\)/\1/p'):amd64") ||
    exit 1
  KDIR=$HEADERS_ROOT/usr/src/linux-headers-$release
  sed -i -E "s|[^ =]*/usr/src/$common|$HEADERS_ROOT/usr/src/$common|" \
    "$KDIR/Makefile" "$KDIR/.kernelvariables" 2>/dev/null || :
}

# kbuild_cached DIRECTORY: the modules that it makes, a build cached by the content of
# its sources
kbuild_cached()
{
  local source=$1 name dir
  [ -e "$source/Makefile" ] || return 0
  name=$(basename "$1")
  dir=$CACHE/module-$( (echo "$name $KDIR"; cd "$source" &&
    find . -type f \( -name '*.[ch]' -o -name Kbuild -o -name Makefile \) |
      LC_ALL=C sort | xargs sha256sum) | hash)
  if [ ! -d "$dir" ]; then
    progress "building $name for $KERNEL_RELEASE"
    rm -rf "$dir.new" && mkdir -p "$dir.new"
    cp -a "$source/." "$dir.new/"
    make -C "$dir.new" KDIR="$KDIR" CROSS_COMPILE="$CROSS" ${CROSS:+ARCH="$ARCH"} \
      >"$dir.log" 2>&1 ||
      die "$1 does not build: $(tail -n 30 "$dir.log")"
    mv "$dir.new" "$dir"
  fi
  find "$dir" -name '*.ko'
}

# module_build: sets MODULE_KOS: the module, those that its tests need, and
# those of --dom0-module
module_build()
{
  local source
  headers_prepare
  MODULE_KOS=
  for source in "$TOP"/{gntdev-dmabuf,tests/module/kernel} "${DOM0_MODULE_DIRS[@]}"; do
    MODULE_KOS+=" $(kbuild_cached "$source")" || exit 1
  done
}

# module_add IMAGE: the modules among dom0's, before any of the kernel's with the
# same name, and the index made anew
module_add()
{
  local dir=$RUN_DIR/modules
  [ -n "${MODULE_KOS// }" ] || return 0
  rm -rf "$dir" && mkdir -p "$dir"
  (cd "$dir" && cpio --quiet -idm 'lib/modules/*' <"$DOM0_BASE")
  mkdir -p "$dir/lib/modules/$KERNEL_RELEASE/updates"
  cp $MODULE_KOS "$dir/lib/modules/$KERNEL_RELEASE/updates/"
  modules_index "$dir" "$KERNEL_RELEASE"
  mkdir -p "$1/lib/modules/$KERNEL_RELEASE"
  cp -a "$dir/lib/modules/$KERNEL_RELEASE/"{updates,modules.*} \
    "$1/lib/modules/$KERNEL_RELEASE/"
  rm -rf "$dir"
}

programs_find()
{
  local name bin=$TOP/build/${CROSS:+$ARCH/}bin
  for name in vdispld vdispl-worker vdisplctl; do
    [ ! -e "$bin/$name" ] || OUR_PROGRAMS+=("$bin/$name")
  done
}
