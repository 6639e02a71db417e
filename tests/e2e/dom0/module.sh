# SPDX-License-Identifier: GPL-2.0-only
# Help for the scenarios of the kernel module.

MODULE_DEBUG=/sys/kernel/debug/gntdev-dmabuf

module_load()
{
  check "the module loads" modprobe gntdev-dmabuf || bail_out "no module"
}

# module_counter NAME
module_counter() { sed -n "s/^$1 //p" $MODULE_DEBUG/counters; }

module_has_no_buffers()
{
  [ "$(module_counter buffers)" = 0 ] && [ "$(module_counter pages)" = 0 ]
}

# Nothing is mapped, or will not be in a moment.
module_is_idle() { wait_for 10 module_has_no_buffers; }

# guest_with_grants NAME: sets DOMID
guest_with_grants()
{
  echo 'true' >/run/idle.sh
  check "guest $1 is created" guest_create "$1" /run/idle.sh || bail_out "no guest"
  DOMID=$(guest_id "$1")
}

# share NAME COUNT [OPTION of granter share]...: sets PID, DIRECTORY and REFS
share()
{
  local name=$1 count=$2 line
  shift 2
  line=$(guest_run "$name" "granter share $* $count") ||
    bail_out "the guest cannot grant: $line"
  PID=$(echo "$line" | sed -n 's/.*pid=\([0-9]*\).*/\1/p')
  DIRECTORY=$(echo "$line" | sed -n 's/.*directory=\([0-9]*\).*/\1/p')
  REFS=$(echo "$line" | sed -n 's/.*refs=\([0-9,]*\).*/\1/p')
  [ -n "$DIRECTORY" ] || bail_out "the guest did not grant: $line"
}

# unshare_all NAME: the guest takes back everything
unshare_all() { guest_run "$1" "killall granter" >/dev/null; }

# tap PREFIX PROGRAM [ARGUMENT]...: runs a program that prints TAP
tap()
{
  local prefix=$1 status
  shift
  "$@" >/run/tap.out 2>&1
  status=$?
  replay "$prefix: " </run/tap.out
  grep -q '^1\.\.[1-9]' /run/tap.out && [ $status -le 1 ]
  check "$prefix: ran to its end" test $? = 0 -a $status -le 1
}

# Grants that are mapped, of all domains: Xen lists each with its reference.
maptrack_used()
{
  xen_grants >"$LOGS/grants"
  grep -c '\[0x[0-9a-f]*\] ' "$LOGS/grants"
}

# Memory that the kernel has for itself, in kB, whatever files and programs hold. MemFree
# leaves out the free pages on a CPU's own lists, which may be megabytes. KASAN keeps what
# is freed, up to a 32nd of all memory, until the cache that it came from is shrunk.
kernel_memory()
{
  local cache
  sync
  echo 3 >/proc/sys/vm/drop_caches
  if grep -q kasan_quarantine /proc/kallsyms; then
    for cache in /sys/kernel/slab/*/shrink; do echo 1 >"$cache"; done
  fi
  awk '{ kb[$1] = $2 }
    $1 == "cpu:" { listed = 1 }
    $1 == "count:" && listed { on_lists += $2 * 4; listed = 0 }
    END { print kb["MemTotal:"] - kb["MemFree:"] - on_lists - kb["Cached:"] - kb["Buffers:"] -
      kb["AnonPages:"] }' /proc/zoneinfo /proc/meminfo
}

# What must not change by exporting and releasing.
resources()
{
  echo "kernel=$(kernel_memory)" "maptrack=$(maptrack_used)" "pool=$(module_counter pool_pages)"
}

same_except_memory() { [ "${1#* }" = "${2#* }" ]; }

# Within a megabyte: 200 buffers of 1080p are 1582.
same_memory()
{
  local a=${1#kernel=} b=${2#kernel=}
  a=${a%% *} b=${b%% *}
  [ $((b - a)) -lt 1024 ]
}

module_stays() { ! rmmod gntdev-dmabuf 2>/dev/null; }
guest_is_zombie() { xl list | grep -q '^(null) '; }
