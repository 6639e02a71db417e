# SPDX-License-Identifier: GPL-2.0-only
# A card whose driver has no atomic modesetting: the same pictures, in the old way.
. /bench/shown.sh
plan 30

connector=$(echo /sys/class/drm/card*-VGA-1)
card=${connector%%-*}
check "the card loses its atomic modesetting" modprobe plain-card "card=/dev/dri/${card##*/}"

# draws GUEST FRAMES: and the kernel's own word for what the worker asks of the card
# meanwhile is in /run/asked
draws()
{
  dmesg -c >/dev/null
  echo 1 >/sys/module/drm/parameters/debug
  draw "$1" "$2"
  check "a guest draws" wait_for 60 held "$1"
  echo 0 >/sys/module/drm/parameters/debug
  dmesg | grep vdispl-worker | grep -o 'DRM_IOCTL_MODE_[A-Z_]*' | sort | uniq -c >/run/asked
  sed 's/^/# /' /run/asked
}
asked() { grep -q "DRM_IOCTL_MODE_$1\$" /run/asked; }

# shows GUEST FRAMES [WIDTH HEIGHT]: that many have been drawn
shows()
{
  screenshot "$1-$2"
  check "the screen shows it" cardcheck --centred --frame="$2" "${3:-1024}" "${4:-768}" \
    "$SHOTS/$1-$2.ppm"
}

# begin NAME SIZE: a guest with a screen of that size, and its driver
begin()
{
  guest_config "$1" "vdispl=VGA-1:$2"
  echo "modprobe drm_xen_front && echo its driver is there" >/run/guest.sh
  check "a guest is created, $2" guest_create "$1" /run/guest.sh
  check "... its driver is there" guest_line "$1" "^its driver is there" 120
}

check "the agent starts" agent_start
begin plain 1024x768
draws plain 60
check "the worker sets a mode" asked SETCRTC
check "... and flips pages" asked PAGE_FLIP
check "... and asks for nothing atomic" eval '! asked ATOMIC'
check "without a copy" shown_is plain 0 zero-copy
shows plain 60

vdisplctl blank VGA-1 on
check "turned off, its guest is headless" wait_for 10 shown_is plain 0 headless
vdisplctl blank VGA-1 off
check "turned on, it is shown" wait_for 10 shown_is plain 0 zero-copy
shows plain 60
plug "$connector" off
check "unplugged, it is headless" wait_for 10 shown_is plain 0 headless
plug "$connector" detect
check "plugged in, it is shown" wait_for 10 shown_is plain 0 zero-copy
draws plain 30
shows plain 30
guest_destroy plain

# No mode of the display.
begin small 720x400
draws small 10
check "it is copied" shown_is small 0 copy
note "$(shown small 0 reason)"
shows small 10 720 400
guest_destroy small
agent_stop

check "the card is atomic again" rmmod plain-card
check "the agent starts" agent_start
begin plain 1024x768
draws plain 20
check "the worker asks for all at once" asked ATOMIC
shows plain 20
guest_destroy plain
check "nothing stays mapped" wait_for 10 buffers_none
