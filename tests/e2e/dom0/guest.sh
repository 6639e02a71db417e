# SPDX-License-Identifier: GPL-2.0-only
# Guests: their configuration, life and console. guest/init is the other end.

GUEST_LOGS=/var/log/xen/console
GUEST_RUN_SECONDS=60

# An arm64 guest is of one type only, which xl calls pvh.
guest_type() { [ "$(uname -m)" = aarch64 ] && echo pvh || echo pv; }

# Debian's arm64 kernel is without drm_xen_front: there the reference front end shows the
# card in its place, with the same options and, but for its name, the same lines; and
# modprobe finds nothing, which does no harm.
guest_has_driver() { [ "$(uname -m)" != aarch64 ]; }
GUEST_CARD=testcard
guest_has_driver || GUEST_CARD=vdisp-front

guest_log() { echo "$GUEST_LOGS/guest-$1.log"; }

# guest_config NAME [KEY=VALUE]...: xl's syntax for VALUE; vdispl=ID:WxH;... is
# short for a complete vdispl list.
guest_config()
{
  local file=/run/guest/$1.cfg line
  cat >"$file" <<CONFIG
name = "$1"
type = "$(guest_type)"
memory = 256
vcpus = 1
kernel = "/guest/vmlinux"
ramdisk = "/run/guest/$1.img"
extra = "console=hvc0 loglevel=6 panic=1 rodata=off audit=0 cryptomgr.notests"
on_crash = "destroy"
on_reboot = "destroy"
CONFIG
  shift
  for line in "$@"; do
    case $line in
    vdispl=[[]*) echo "$line" ;;
    vdispl=*) echo "vdispl = [ 'backend=Domain-0,be-alloc=0,connectors=${line#*=}' ]" ;;
    *) echo "$line" ;;
    esac >>"$file"
  done
}

# log_begin NAME: what an earlier guest of that name has said counts no more, but is kept
log_begin()
{
  local log n=1
  log=$(guest_log "$1")
  if [ -s "$log" ]; then
    while [ -e "${log%.log}-$n.log" ]; do n=$((n + 1)); done
    mv "$log" "${log%.log}-$n.log"
    rm -f "/run/guest/$1.count"
  fi
  : >>"$log"
}

# guest_create NAME INIT_SCRIPT [FILE...]: a guest that runs INIT_SCRIPT as root,
# with FILEs beside it in /root
guest_create()
{
  local name=$1 dir=/run/guest/$1.d
  [ -e "/run/guest/$name.cfg" ] || guest_config "$name"
  rm -rf "$dir" && mkdir -p "$dir/root"
  cp "$2" "$dir/root/script" || return 1
  shift 2
  [ $# = 0 ] || cp "$@" "$dir/root/" || return 1
  { cat /guest/initrd; (cd "$dir" && find . | cpio -o -H newc 2>/dev/null); } \
    >"/run/guest/$name.img"
  rm -rf "$dir"
  log_begin "$name"
  xl create "/run/guest/$name.cfg" >>"$LOGS/xl-create.log" 2>&1
  set -- $?
  rm -f "/run/guest/$name.img"
  [ "$1" = 0 ] || tail -n 5 "$LOGS/xl-create.log" | sed 's/^/# /'
  return "$1"
}

# guest_line NAME REGEX SECONDS: until a line of the guest's console matches
guest_line() { wait_line "$(guest_log "$1")" "$2" "$3"; }

guest_id() { xl domid "$1" 2>/dev/null; }
guest_alive() { guest_id "$1" >/dev/null; }

# guest_run NAME COMMAND: runs it in the guest, prints what it prints, returns
# its status (124: no answer within GUEST_RUN_SECONDS)
guest_run()
{
  local name=$1 log tty n
  log=$(guest_log "$1")
  guest_line "$1" '^%ready' $GUEST_RUN_SECONDS || return 124
  n=$(cat "/run/guest/$name.count" 2>/dev/null)
  n=$((n + 1))
  echo $n >"/run/guest/$name.count"
  tty=$(xenstore-read "/local/domain/$(guest_id "$1")/console/tty") || return 124
  echo "$n $2" >"$tty"
  guest_line "$1" "^%$n= " $GUEST_RUN_SECONDS || return 124
  tr -d '\r' <"$log" | sed -n "s/^%$n: //p"
  return "$(tr -d '\r' <"$log" | sed -n "s/^%$n= //p")"
}

# guest_get NAME PATH FILE: copies PATH in the guest to FILE here
guest_get()
{
  guest_run "$1" "gzip -1 -c '$2' | base64" | base64 -d | gunzip >"$3"
  [ -s "$3" ]
}

# guest_destroy NAME
guest_destroy()
{
  xl destroy "$1" >>"$LOGS/xl-destroy.log" 2>&1
  rm -f "/run/guest/$1.count"
}

# guest_gone NAME: no such domain, and none that is dead but still held: a
# condition for wait_for
guest_gone() { ! xl list 2>/dev/null | grep -qE "^($1|\(null\)) "; }

# guest_may_crash NAME: complaints in the guest's log are not held against us
guest_may_crash() { : >"$LOGS/guest-$1.may-crash"; }

guest_ids() { xl list | awk 'NR > 1 && $2 != 0 { print $2 }'; }
guest_none() { [ -z "$(guest_ids)" ]; }
