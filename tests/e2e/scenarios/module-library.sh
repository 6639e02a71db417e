# SPDX-License-Identifier: GPL-2.0-only
# The library's two examples: a guest's picture becomes a file, and a buffer of vgem's
# a page that the guest writes to.
. /bench/module.sh

vgem_card()
{
  local card
  for card in /sys/class/drm/card*; do
    case $(readlink -f "$card") in */vgem/*) echo "/dev/dri/${card##*/}" ;; esac
  done
}

module_load
check "vgem loads" modprobe vgem
guest_with_grants one
share one 469 -s 3
gntdmabuf-export $DOMID "$DIRECTORY" 800 600 >/run/picture.ppm
check "the export example ends well" test $? = 0
tap "its picture" gd-show check /run/picture.ppm 800 600 3
check "it fails and says why" eval \
  '! gntdmabuf-export $DOMID 3999999 800 600 2>/run/error && grep -q "export: Permission denied" /run/error'
check "nothing is left of it" module_is_idle

mkfifo /run/end
gntdmabuf-import $DOMID 3 "$(vgem_card)" </run/end >/run/references &
IMPORT=$!
exec 4>/run/end
check "the import example prints references" wait_line /run/references '^$' 20
MAPPER=$(guest_run one "mapper serve 1" | sed -n 's/.*pid=\([0-9]*\).*/\1/p')
check "there are three" test "$(grep -c . /run/references)" = 3
check "the guest maps the first" guest_run one "mapper ask $MAPPER ref $(head -n 1 /run/references)"
check "and writes to it" guest_run one "mapper ask $MAPPER fill 7"
exec 4>&-
check "references are taken back, and wait for the guest" wait_for 10 eval \
  '[ "$(module_counter pending)" -ge 1 ]'
check "the guest unmaps" guest_run one "mapper ask $MAPPER unmap"
wait $IMPORT
check "then the import example ends well" test $? = 0
# Word 0 of page 0 of pattern 7, as pattern.h has it.
check "it saw what the guest wrote" grep -qx "$(printf %08x $((7 * 2654435761 & 0xffffffff)))" /run/references
check "nothing is left" module_is_idle
plan $TAP_COUNT
