# SPDX-License-Identifier: GPL-2.0-only
# The kernels that Debian offers, for each architecture: which, and their headers.
#
# apt answers from lists of its own below build/cache, so it is asked about any
# architecture, knows nothing of what this machine has installed, and needs no
# root. Where packages come from is configured as for the machine.

ARCHITECTURES="amd64 arm64"
SERIES="6.1 6.12"

# As on a disk that has all of them installed.
HEADERS_ROOT=$CACHE/headers

# archive ARCH COMMAND...: COMMAND with the apt of that architecture
archive()
{
  local config=$CACHE/apt-$1/apt.conf
  shift
  APT_CONFIG=$config "$@"
}

archive_open()
{
  local dir=$CACHE/apt-$1
  mkdir -p "$dir/lists/partial" "$dir/archives/partial"
  cat >"$dir/apt.conf" <<CONFIG
APT::Architecture "$1";
APT::Architectures { "$1"; };
Dir::State "$dir";
Dir::State::status "/dev/null";
Dir::Cache "$dir";
CONFIG
  archive "$1" apt-get update -qq >"$CACHE/apt.log" 2>&1 ||
    die "apt-get update for $1 failed, see $CACHE/apt.log"
}

# archive_kernels ARCH: lines of ARCH RELEASE COMMON KBUILD, where COMMON and
# KBUILD are the packages that linux-headers-RELEASE depends on
archive_kernels()
{
  local packages
  packages=$(archive "$1" apt-cache search --names-only \
    '^linux-headers-6\.(1|12)\.[0-9]' | cut -d' ' -f1 |
    grep -vE -- '-common(-rt)?$' | sort -V) || return 0
  # shellcheck disable=SC2086 # a list of words
  archive "$1" apt-cache depends $packages | awk -v arch="$1" '
    function show() {
      if (release) print arch, release, common, kbuild
      release = common = kbuild = ""
    }
    /^[^ ]/ { show(); release = $1; sub(/^linux-headers-/, "", release) }
    $2 ~ /^linux-headers-.*-common/ { common = $2 }
    $2 ~ /^linux-kbuild-/ { kbuild = $2 }
    END { show() }'
}

# headers_fetch KERNELS: the headers of all of them below HEADERS_ROOT. The tools
# among them run on this machine, so they are always those for amd64.
headers_fetch()
{
  local arch packages debs
  debs=$(for arch in $ARCHITECTURES; do
    packages=$(awk -v arch="$arch" '
      $1 == arch { print "linux-headers-" $2 }
      arch == "amd64" { print $3; print $4 }' <<<"$1" | sort -u)
    # shellcheck disable=SC2086 # a list of words
    [ -z "$packages" ] || archive "$arch" packages_fetch $packages || exit 1
  done) || exit 1
  headers_unpack <<<"$debs" || die "cannot unpack the headers"
}

# Reads names of .deb files. Debian's Makefile names the common part by its
# installed path, so that is changed to ours.
headers_unpack()
{
  mkdir -p "$HEADERS_ROOT/done"
  # shellcheck disable=SC2016 # expanded by the inner shell
  xargs -P 2 -I DEB sh -ec '
    root=$1 deb=$2
    stamp=$root/done/${deb##*/}
    [ ! -e "$stamp" ] || exit 0
    dpkg-deb -x "$deb" "$root"
    package=${deb##*/} package=${package%%_*}
    makefile=$root/usr/src/$package/Makefile
    [ ! -e "$makefile" ] || sed -i "s| /usr/src/| $root/usr/src/|" "$makefile"
    touch "$stamp"' sh "$HEADERS_ROOT" DEB
}

# headers_dir RELEASE
headers_dir() { echo "$HEADERS_ROOT/usr/src/linux-headers-$1"; }
