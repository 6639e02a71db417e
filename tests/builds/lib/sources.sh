# SPDX-License-Identifier: GPL-2.0-only
# What can be said of the module's sources without building them.

MODULE=$TOP/gntdev-dmabuf

# Of the kernel's own source only checkpatch is wanted, with its word lists.
checkpatch_prepare()
{
  local deb
  deb=$(archive amd64 packages_fetch linux-source-6.1) || exit 1
  CHECKPATCH=$CACHE/checkpatch-$(basename "$deb" .deb)
  [ ! -d "$CHECKPATCH" ] || return 0
  progress "unpacking checkpatch"
  rm -rf "$CHECKPATCH.new" && mkdir -p "$CHECKPATCH.new"
  dpkg-deb --fsys-tarfile "$deb" | tar -xO --wildcards '*/linux-source-6.1.tar.xz' |
    tar -xJ -C "$CHECKPATCH.new" --strip-components=2 --wildcards \
      '*/scripts/checkpatch.pl' '*/scripts/spelling.txt' \
      '*/scripts/const_structs.checkpatch' || die "no checkpatch in $deb"
  mv "$CHECKPATCH.new" "$CHECKPATCH"
}

# In a tree as the kernel's, because it goes by paths. It cannot know the CamelCase
# that is the kernel's own, as the rest of that tree is missing.
sources_pass_checkpatch()
{
  local said tree=$WORK/checkpatch
  rm -rf "$tree" && mkdir -p "$tree/drivers/xen"
  cp -R "$MODULE" "$tree/drivers/xen/" && mv "$tree"/drivers/xen/*/include "$tree"
  # shellcheck disable=SC2046 # a list of words
  said=$(cd "$tree" && perl "$CHECKPATCH/checkpatch.pl" --no-tree --root=. \
    --strict --quiet --terse --show-types --ignore CAMELCASE \
    -f $(find . -name '*.[ch]' -printf '%P\n' | LC_ALL=C sort) 2>&1) && return
  grep -v '^total: 0 errors, 0 warnings, 0 checks' <<<"$said"
  return 1
}

# The header's comments are its manual.
header_passes_kernel_doc()
{
  local said
  said=$("$HEADERS_ROOT/usr/lib/linux-kbuild-6.1/scripts/kernel-doc" -none -Werror \
    "$MODULE/include/uapi/xen/gntdev-dmabuf.h" 2>&1) && [ -z "$said" ] && return
  echo "$said"
  return 1
}

sources_ask_no_version()
{
  ! grep -rnE 'LINUX_VERSION_CODE|KERNEL_VERSION|UTS_RELEASE|RHEL_RELEASE|linux/version\.h|generated/utsrelease' \
    "$MODULE"
}

# Kbuild probes, compat.h uses, nobody else knows.
compat_alone_differs()
{
  ! grep -rlE '\bGD_HAVE_' "$MODULE" | grep -vE '/(Kbuild|compat\.h)$'
}

compat_uses_each_probe()
{
  diff <(grep -oE 'GD_HAVE_\w+' "$MODULE/Kbuild" | sort -u) \
    <(grep -oE 'GD_HAVE_\w+' "$MODULE/compat.h" | sort -u)
}
