# SPDX-License-Identifier: GPL-2.0-only
# DKMS, in trees of its own and without a key to sign with, which it would make for
# the machine: nothing of that is touched.

dkms_prepare()
{
  DKMS=$WORK/dkms
  rm -rf "$DKMS" && mkdir -p "$DKMS/src" "$DKMS/tree" "$DKMS/modules"
  DKMS_NAME=gntdev-dmabuf/$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$MODULE/dkms.conf")
  cp -R "$MODULE" "$DKMS/src/${DKMS_NAME/\//-}"
}

# dkms_run ACTION RELEASE KDIR
dkms_run()
{
  mkdir -p "$DKMS/modules/$2"
  sign_file=none dkms "$1" "$DKMS_NAME" --sourcetree "$DKMS/src" --dkmstree "$DKMS/tree" \
    --installtree "$DKMS/modules" -k "$2" --kernelsourcedir "$3" -j 2 \
    --no-depmod </dev/null 2>&1
}

# dkms_installs RELEASE
dkms_installs()
{
  local said ko=$DKMS/modules/$1/updates/dkms/gntdev-dmabuf.ko
  said=$(dkms_run install "$1" "$(headers_dir "$1")") || { echo "$said"; return 1; }
  [ ! -e "$ko.xz" ] || xz -d "$ko.xz"
  [ "$(modinfo -F vermagic "$ko" | cut -d' ' -f1)" = "$1" ]
}

# headers_without RELEASE OPTION: a copy of its headers, configured otherwise
headers_without()
{
  local from to=$WORK/dkms/headers
  from=$(headers_dir "$1")
  rm -rf "$to" && cp -a "$from" "$to"
  ln -sfn "$(readlink -f "$from/scripts")" "$to/scripts"
  ln -sfn "$(readlink -f "$from/tools")" "$to/tools"
  sed -i "/\\b$2\\b/d" "$to/.config" "$to/include/config/auto.conf" \
    "$to/include/generated/autoconf.h"
  echo "$to"
}

# dkms_declines RELEASE KDIR: 77 is how it says "not for this kernel"
dkms_declines()
{
  local said status
  said=$(dkms_run build "$1" "$2")
  status=$?
  [ "$status" = 77 ] && grep -q BUILD_EXCLUSIVE <<<"$said" && return
  echo "status $status: $said"
  return 1
}

# make_declines RELEASE KDIR LINE: and so does make, by one line that says why
make_declines()
{
  local said dir=$WORK/dkms/make
  rm -rf "$dir" && cp -R "$MODULE" "$dir"
  said=$(make -C "$dir" KDIR="$2" 2>&1 </dev/null) && echo "it was built" && return 1
  grep -q "$3" <<<"$said" && return
  tail -n 5 <<<"$said"
  return 1
}
