# SPDX-License-Identifier: GPL-2.0-only
# What the agent says it shows, what the module holds, what a pixel is.

# shown GUEST CONNECTOR FIELD: of `vdisplctl list --json`; empty when there is none
shown()
{
  vdisplctl list --json 2>/dev/null | jq -r --arg guest "$1" --argjson index "$2" \
    --arg field "$3" '.devices[] | select(.name == $guest) | .connectors[] |
      select(.index == $index) | .[$field] // empty'
}

# shown_is GUEST CONNECTOR MODE: a condition for wait_for
shown_is() { [ "$(shown "$1" "$2" mode)" = "$3" ]; }

# flips_over GUEST COUNT [CONNECTOR]: it has flipped more often: a condition for wait_for
flips_over() { [ "$(shown "$1" "${3:-0}" flips)" -gt "$2" ]; }

# held GUEST: its program, which writes to /root/out, holds its last frame: a condition
held() { guest_run "$1" "grep -q holding /root/out" >/dev/null; }

# draw GUEST FRAMES: its testcard draws that many, see held(). The one that draws has to have
# let go of the card; what it said does not count any more.
draw()
{
  local wait="killall testcard; while pidof testcard; do usleep 20000; done; rm -f /root/out"
  guest_run "$1" "$wait; testcard --frames=$2 --hold >/root/out 2>&1 &" >/dev/null
}

# connected GUEST: the display's state, as the agent sees it
connected()
{
  [ "$(vdisplctl list --json 2>/dev/null | jq -r --arg guest "$1" \
    '.devices[] | select(.name == $guest) | .state')" = connected ]
}

# consoles_unbind: dom0's are on no card any more
consoles_unbind()
{
  local console
  for console in /sys/class/vtconsole/*; do
    ! grep -q "frame buffer" "$console/name" || echo 0 >"$console/bind"
  done
}

# plug CONNECTOR STATE: of dom0's, in /sys/class/drm: "off" unplugs it, "detect" plugs it in
# again. The kernel takes its word for what is connected; the news is what a driver sends
# that notices by itself.
plug()
{
  echo "$2" >"$1/status"
  echo change >"${1%%-*}/uevent"
}

# pixel FILE.ppm X Y: its colour, rrggbb
pixel()
{
  local width offset
  width=$(head -c 15 "$1" | awk 'NR == 2 { print $1 }')
  offset=$(head -c 15 "$1" | awk 'NR <= 3 { n += length($0) + 1 } END { print n }')
  dd if="$1" bs=1 skip=$((offset + ($3 * width + $2) * 3)) count=3 2>/dev/null |
    od -An -tx1 | tr -d ' \n'
  echo
}

# pixel_near FILE.ppm X Y RRGGBB: its colour is that one, or nearly
pixel_near()
{
  local is
  is=$(pixel "$1" "$2" "$3")
  near "${is%????}" "${4%????}" && near "$(echo "$is" | cut -c3-4)" "$(echo "$4" | cut -c3-4)" &&
    near "${is#????}" "${4#????}"
}

# near HEX HEX: 16 apart at most, which is what four bits a colour cannot tell
near()
{
  local apart=$((0x$1 - 0x$2))
  [ "${apart#-}" -le 16 ]
}

# buffers_none: the module holds no buffer: its list is there and has but the heading
buffers_none()
{
  [ "$(wc -l </sys/kernel/debug/gntdev-dmabuf/buffers)" = 1 ]
}

# grants_none_mapped: Xen lists dom0's grant table and no guest's any more
grants_none_mapped()
{
  xen_grants >/run/grants
  grep -q 'grant-table for remote d0' /run/grants &&
    ! grep -qE 'grant-table for remote d[1-9]' /run/grants
}
