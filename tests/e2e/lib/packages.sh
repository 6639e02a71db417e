# SPDX-License-Identifier: GPL-2.0-only
# Debian packages: the ones the host must have, and the ones that are only
# unpacked under build/cache (nothing of Xen is installed on the host).
#
# Callers hold the cache lock (cache_lock), so that runs side by side share
# downloads without treading on each other.

# Programs of the host, as PROGRAM:PACKAGE (or FILE:PACKAGE); arch.sh adds to them.
HOST_NEEDS="cpio:cpio xz:xz-utils zstd:zstd gcc:gcc make:make depmod:kmod
  /usr/lib/x86_64-linux-gnu/libelf.so.1:libelf1"

# Userland of dom0 and of the guests; arch.sh adds to it.
DOM0_PACKAGES="xen-utils-4.17 xenstore-utils
  busybox-static kmod libkmod2 libxencall1 libxendevicemodel1 libxenevtchn1
  libxenforeignmemory1 libxengnttab1 libxenhypfs1 libxenmisc4.17 libxenstore4
  libxentoolcore1 libxentoollog1 libyajl2 libuuid1 libgcc-s1"
GUEST_PACKAGES="busybox-static"

# How apt knows the packages that are only unpacked: as the host does.
APT_OPTIONS=()

# ... or by lists of its own, with the architectures of the machine and of this
# host; the host's dpkg and apt learn of no other.
apt_foreign()
{
  local dir=$CACHE/apt/$ARCH
  APT_OPTIONS=(-o "APT::Architecture=$ARCH" -o "APT::Architectures::=$ARCH"
    -o "APT::Architectures::=amd64" -o "Dir::State=$dir" -o "Dir::Cache=$dir"
    -o "Dir::State::status=$dir/status")
  mkdir -p "$dir/lists/partial" "$dir/archives/partial"
  : >>"$dir/status"
}

apt_cache() { apt-cache "${APT_OPTIONS[@]}" "$@"; }
apt_get() { apt-get "${APT_OPTIONS[@]}" "$@"; }

host_has()
{
  case $1 in
  /*) [ -e "$1" ] ;;
  *) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ;;
  esac
}

# Installs what the host lacks, or names the remedy when it may not.
host_packages_check()
{
  local need missing=()
  for need in $HOST_NEEDS; do
    host_has "${need%%:*}" || missing+=("${need#*:}")
  done
  [ ${#missing[@]} = 0 ] && return
  if [ "$(id -u)" != 0 ]; then
    die "these packages are missing: ${missing[*]}
Remedy: sudo apt-get install --no-install-recommends ${missing[*]}"
  fi
  progress "installing ${missing[*]}"
  (APT_OPTIONS=() && apt_lists_check) || exit 1
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
    --no-install-recommends "${missing[@]}" >"$CACHE/apt.log" 2>&1 </dev/null ||
    die "apt-get install failed, see $CACHE/apt.log"
}

# A fresh machine may never have fetched the package lists.
apt_lists_check()
{
  [ -n "$(apt_cache show --no-all-versions xen-utils-4.17 2>/dev/null)" ] &&
    return
  apt_update
}

apt_update()
{
  [ "$(id -u)" = 0 ] || [ ${#APT_OPTIONS[@]} != 0 ] ||
    die "the package lists are missing or stale. Remedy: sudo apt-get update"
  progress "fetching the package lists"
  apt_get update -qq >"$CACHE/apt.log" 2>&1 ||
    die "apt-get update failed, see $CACHE/apt.log"
}

# package_uris PACKAGE...: lines of 'URI' FILE SIZE HASH
package_uris()
{
  apt_get download --print-uris -qq "$@" 2>/dev/null
}

# packages_fetch PACKAGE...: prints the .deb files, having downloaded those that
# are not in the cache yet.
packages_fetch()
{
  local uris file arch missing=()
  apt_lists_check
  uris=$(package_uris "$@") || die "apt-get does not know all of: $*"
  while read -r _ file _; do
    [ ! -e "$CACHE/debs/$file" ] || continue
    arch=${file##*_} arch=${arch%.deb}
    [ "$arch" != all ] && arch=:$arch || arch=
    missing+=("${file%%_*}$arch")
  done <<<"$uris"
  if [ ${#missing[@]} != 0 ]; then
    progress "downloading ${missing[*]}"
    if ! packages_download "${missing[@]}"; then
      # The lists may name a version that the archive has replaced since.
      apt_update
      packages_download "${missing[@]}" ||
        die "cannot download ${missing[*]}, see $CACHE/apt.log"
      uris=$(package_uris "$@")
    fi
  fi
  while read -r _ file _; do echo "$CACHE/debs/$file"; done <<<"$uris"
}

# Downloads beside the cache and moves, so that no half file is ever taken for
# a whole one.
packages_download()
{
  local dir=$CACHE/debs.new
  rm -rf "$dir" && mkdir -p "$dir" "$CACHE/debs" || return 1
  (cd "$dir" && apt_get download -qq "$@") >"$CACHE/apt.log" 2>&1 </dev/null &&
    mv "$dir"/*.deb "$CACHE/debs/"
}

# packages_unpack PACKAGE...: prints one directory with all of them unpacked.
packages_unpack()
{
  local debs deb dir
  debs=$(packages_fetch "$@") || exit 1
  dir=$CACHE/unpacked/$(basename -a $debs | sort | hash)
  if [ ! -d "$dir" ]; then
    progress "unpacking $1${2:+ and others}"
    rm -rf "$dir.new" && mkdir -p "$dir.new"
    for deb in $debs; do
      dpkg-deb -x "$deb" "$dir.new" || die "cannot unpack $deb"
    done
    mv "$dir.new" "$dir"
  fi
  echo "$dir"
}
