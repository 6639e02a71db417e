# SPDX-License-Identifier: GPL-2.0-only
# A Debian dom0 with our packages, as docs/install.md has it. What "build" and "install"
# say has been done before the machine was started (tests/install/run).
plan 25

guest=one-screen
cfg=/etc/xen/$guest.cfg

# page SECTION: the commands of that section of docs/install.md
page() { gzip -dcf /usr/share/doc/vdispl-doc/install.md* | sh /bench/commands "$1"; }

# step SECTION WORD: the command of that section that begins so
step() { page "$1" | grep "^$2"; }

follow()
{
  local command
  command=$(step "$1" "$2")
  check "$command" sh -c "${command:-false}"
}

active() { systemctl is-active --quiet vdispld; }
service() { systemctl show --value -p "$1" vdispld; }
worker_pids() { pidof vdispl-worker; }
workers_none() { ! pidof vdispl-worker >/dev/null; }
worker_uid() { awk '$1 == "Uid:" { print $2 }' "/proc/$(worker_pids)/status"; }

check "the machine runs under Xen" grep -q control_d /proc/xen/capabilities
dkms status gntdev-dmabuf >$LOGS/dkms
check "DKMS has built the module for this kernel" grep -q "$(uname -r), .*: installed" $LOGS/dkms
check "the service was started with the machine" wait_for 60 active
check "... and said itself that it serves" test "$(service Type) $(service SubState)" = "notify running"
check "the module is loaded" test -c /dev/xen/gntdev-dmabuf
check "... and its device is root's alone" test "$(stat -c '%U %a' /dev/xen/gntdev-dmabuf)" = "root 600"

follow Start echo
follow Start systemctl
follow Start vdisplctl

follow "A guest" cp || bail_out "there is no example"
# The editor: the card has no larger mode; kernel and ramdisk are the bench's, and so
# there is no disk.
sed -i "s|1920x1080|1024x768|; s|^kernel = .*|kernel = '/guest/vmlinux'|; s|^ramdisk = .*|ramdisk = '/run/guest/$guest.img'|
  /^disk = /d" $cfg
follow "A guest" "vdisplctl check"
cat >/run/guest.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=20 --timeout=20000 --hold
GUEST
cp $cfg /run/guest/$guest.cfg
check "xl create takes it" guest_create $guest /run/guest.sh
check "the guest flips" guest_line $guest '^testcard: 1024x768 20 flips' 300
check "... and holds its last frame" guest_line $guest '^testcard: holding' 60
vdisplctl list >$LOGS/list
check "vdisplctl list has it on VGA-1, without a copy" \
  grep -qE "^$guest .* 1024x768 +VGA-1 +zero-copy " $LOGS/list

screenshot screen
check "the screen shows the test card, pixel by pixel" \
  cardcheck --frame=20 1024 768 $SHOTS/screen.ppm
check "the screenshot service works" systemctl start vdispl-screenshot@$guest
check "... and has the same picture" \
  cardcheck --frame=20 1024 768 /var/lib/vdispl-screenshots/$guest.png
check "the guest's process is a user of its own" \
  test "$(worker_uid)" = $((1879048192 + $(guest_id $guest)))

# The same package once more is an upgrade, too.
before=$(service MainPID)/$(worker_pids)
check "the package is upgraded" dpkg -i /root/packages/vdispld_*.deb
upgraded() { journalctl -u vdispld | grep -q 'upgrade: .* goes on'; }
check "... and the service told" wait_for 60 upgraded
check "... which is the same process, with the guest's" \
  test "$(service MainPID)/$(worker_pids)" = "$before"
listed() { vdisplctl list | grep -qE "^$guest .* VGA-1 +zero-copy "; }
check "... and shows the guest" wait_for 60 listed

guest_destroy $guest
systemctl stop vdispld
check "the service ends, and its processes with it" workers_none
check "it has not died once" test "$(service NRestarts) $(service Result)" = "0 success"
journalctl -b -o short-monotonic >$LOGS/journal 2>&1
