# SPDX-License-Identifier: GPL-2.0-only
# A desktop in a guest: weston composes panel and background, which its shell draws as
# a client, with pixman, and shows them through its drm backend.
. /bench/shown.sh
plan 8

BACKGROUND=2a6e9c PANEL=b04020
cat >/run/weston.ini <<INI
[core]
idle-time=0
require-input=false

[shell]
background-color=0xff$BACKGROUND
panel-color=0xff$PANEL
panel-position=top
clock-format=none
locking=false
INI
cat >/run/desktop.sh <<'GUEST'
modprobe drm_xen_front
export XDG_RUNTIME_DIR=/run/user HOME=/root
mkdir -m 700 $XDG_RUNTIME_DIR
weston --backend=drm-backend.so --use-pixman --drm-device=card0 --tty=1 \
  --config=/root/weston.ini --log=/root/weston.log
echo "weston ended with $?"
GUEST

check "the agent starts" agent_start
guest_config desktop "vdispl=VGA-1:1024x768"
check "a guest is created" guest_create desktop /run/desktop.sh /run/weston.ini
weston_running() { guest_run desktop "test -S /run/user/wayland-1 -o -S /run/user/wayland-0" >/dev/null; }
check "weston runs" wait_for 60 weston_running
check "it is shown without a copy" wait_for 60 shown_is desktop 0 zero-copy

# Both colours, where they meet the display's edges, and neither where the other is.
picture() { for at in "2 2" "1021 2" "2 765" "1021 765"; do pixel $SHOTS/desktop.ppm $at; done | tr '\n' ' '; }
expected="$PANEL $PANEL $BACKGROUND $BACKGROUND "
desktop_there()
{
  screenshot desktop
  [ "$(picture)" = "$expected" ]
}
check "panel and background are where they belong" wait_for 60 desktop_there
note "colours: $(picture)"
check "vdisplctl takes it, too" vdisplctl screenshot desktop $LOGS/desktop.png
guest_get desktop /root/weston.log $LOGS/weston.log
guest_run desktop "killall weston" >/dev/null
check "weston ends well" guest_line desktop '^weston ended with 0' 60
guest_destroy desktop
check "nothing stays mapped" wait_for 10 buffers_none
