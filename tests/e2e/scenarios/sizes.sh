# SPDX-License-Identifier: GPL-2.0-only
# Screens that are no mode of the display, on cards that do not scale: in the middle of
# the nearest mode, and cut where they stick out.
. /bench/shown.sh
plan 11

# try NAME OUTPUT WIDTH HEIGHT [CARD]: of the machine, for the screenshot
try()
{
  guest_config "$1" "vdispl=$2:$3x$4"
  cat >/run/hold.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=10 --hold
GUEST
  check "a guest is created, $1: $3x$4" guest_create "$1" /run/hold.sh
  check "... it holds its last frame" guest_line "$1" '^testcard: holding' 120
  note "$(shown "$1" 0 mode): $(shown "$1" 0 reason)"
  screenshot "$1" $5
  set -- "$1" "$3" "$4" $(head -c 15 "$SHOTS/$1.ppm" | sed -n 2p)
  check "... the display's mode is another: $4x$5" [ "$2x$3" != "$4x$5" ]
  check "... in the middle of which it is" \
    cardcheck --centred --frame=10 "$2" "$3" "$SHOTS/$1.ppm"
  guest_destroy "$1"
  check "... and it goes" wait_for 10 guest_gone "$1"
}

modprobe bochs
consoles_unbind
second=$(echo /sys/class/drm/card[1-9]-*-1)
check "the agent starts" agent_start
try small VGA-1 720 400
# More than the second card has memory for.
try large "$(echo "${second##*/}" | cut -d - -f 2-)" 3000 1900 second
agent_stop
wait_for 10 rmmod bochs
