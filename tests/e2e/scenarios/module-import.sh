# SPDX-License-Identifier: GPL-2.0-only
# Memory of dom0 that a guest maps; and what of it stays while the guest does not
# let go.
. /bench/module.sh

# mapper [OPTION] PAGES: sets MAPPER and MAPPER_DIRECTORY
mapper()
{
  local line
  line=$(guest_run one "mapper serve $*") || bail_out "no mapper: $line"
  MAPPER=$(echo "$line" | sed -n 's/.*pid=\([0-9]*\).*/\1/p')
  MAPPER_DIRECTORY=$(echo "$line" | sed -n 's/.*directory=\([0-9]*\).*/\1/p')
}

ask() { guest_run one "mapper ask $MAPPER $*" >/run/answer; }
refused() { ! ask "$@"; }

flag_there() { test -s /run/flag; }
pending_is() { [ "$(module_counter pending)" = "$1" ]; }

module_load
check "vgem and the test modules load" modprobe -a vgem gd-exporter
guest_with_grants one
share one 1
mapper -l 2
tap "errors" gd-import errors $DOMID ${REFS%%,*} $MAPPER_DIRECTORY
check "nothing is left after errors" module_is_idle

mapper 2
gd-import refs $DOMID /run/flag >/run/refs.out 2>&1 &
check "two pages are granted" wait_for 20 flag_there
read -r writable read_only </run/flag
check "the guest maps the first" ask ref $writable
check "and sees what is in it" ask verify 5
check "and changes it" ask fill 7
check "it cannot map the second for writing" refused ref $read_only
check "but for reading" ask ref-ro $read_only
check "and sees what is in it" ask verify 6
check "the guest unmaps" ask unmap
rm -f /run/flag
wait
tap "refs" cat /run/refs.out
check "the references have ended" refused ref $writable
check "nothing is left after two pages" module_is_idle

# Xen's dom0 may grant no more frames of references than Xen has pages of text: 59392
# references on arm64.
[ "$(uname -m)" = aarch64 ] && many=50000 || many=65536
gd-kinds $DOMID ${REFS%%,*} $MAPPER_DIRECTORY $many /run/flag >/run/kinds.out 2>&1 &
for kind in "scattered" "oddly described"; do
  check "$kind memory is granted" wait_for 20 flag_there
  check "the guest maps it" ask map 1500
  check "and sees what is in it" ask verify 3
  check "and changes it" ask fill 4
  check "the guest unmaps" ask unmap
  rm -f /run/flag
done
check "one page is granted $many times" wait_for 60 flag_there
read -r first last </run/flag
check "the guest maps the first reference" ask ref "$first"
check "and sees what is in it" ask verify 5
check "the guest maps the last reference" ask ref "$last"
check "and sees what is in it" ask verify 5
check "the guest unmaps" ask unmap
rm -f /run/flag
wait
tap "kinds" cat /run/kinds.out
check "nothing is left after memory of every kind" module_is_idle

gd-import share $DOMID $MAPPER_DIRECTORY 2025 /run/flag >/run/share.out 2>&1 &
PROGRAM=$!
check "a buffer is granted through a directory" wait_for 20 flag_there
check "the guest maps it" ask map 2025
check "and sees what is in it" ask verify 3
check "and changes it" ask fill 4
rm -f /run/flag
check "it is released meanwhile" wait_for 20 flag_there
check "2025 references are pending" pending_is 2025
check "the guest's mapping is as it was" ask verify 4
check "the module cannot be unloaded meanwhile" module_stays
check "the guest unmaps" ask unmap
rm -f /run/flag
wait
tap "share" cat /run/share.out
check "nothing is left after a buffer" module_is_idle

gd-import share $DOMID $MAPPER_DIRECTORY 2025 /run/flag >/run/share.out 2>&1 &
PROGRAM=$!
check "a buffer is granted again" wait_for 20 flag_there
check "the guest maps it" ask map 2025
kill -9 $PROGRAM
wait
rm -f /run/flag
check "whoever granted it is dead" wait_for 10 pending_is 2025
check "the guest's mapping is as it was" ask verify 3
guest_destroy one
check "nothing is left after the guest's death" module_is_idle
check "the module can be unloaded" rmmod gntdev-dmabuf
plan $TAP_COUNT
