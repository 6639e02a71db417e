# SPDX-License-Identifier: GPL-2.0-only
# Guests from config/xl/, each as it stands but for kernel, ramdisk and disk. Those that
# differ in how they are shown run; of the others xl and the agent take the configuration.
# A size or a connector that this machine has not is no reason not to serve a guest.
# (driver-domain.cfg has a scenario of its own.)
. /bench/shown.sh
plan 21

cat >/run/example.sh <<'GUEST'
modprobe drm_xen_front
testcard --all --frames=2 --hold
GUEST

# example NAME: NAME.cfg as it can be here, with what spares the bench time. (QEMU cannot
# emulate RDTSCP for a guest of Xen's.)
example()
{
  sed "s|^kernel = .*|kernel = '/guest/vmlinux'|; s|^ramdisk = .*|ramdisk = '/run/guest/$1.img'|
    s|^cmdline = \"|&rodata=off audit=0 cryptomgr.notests |; /^disk = /d
    s|^type = \"pvh\"|&\ncpuid = 'host,rdtscp=0'|" "/bin/$1.cfg" >"/run/guest/$1.cfg"
}

# taken NAME: xl waits for the agent, and the guest for ever
taken()
{
  example "$1"
  ln -s /guest/initrd "/run/guest/$1.img"
  check "$1: xl and the agent take it" xl create -p "/run/guest/$1.cfg"
  check "... and nothing is wrong with its nodes" \
    test -z "$(vdisplctl check --live="$1" 2>&1)"
  guest_destroy "$1"
}

runs()
{
  example "$1"
  check "$1: xl create takes it" guest_create "$1" /run/example.sh
}

# shows NAME MODE
shows()
{
  check "$1: holds its last frame" guest_line "$1" '^testcard: holding' 200
  check "$1: is shown: $2" shown_is "$1" 0 "$2"
}

check "the agent starts" agent_start
taken one-screen
taken two-screens
taken headless
taken pvh-guest

runs cluster
runs infotainment
shows cluster zero-copy
shows infotainment headless
check "cluster: there is a picture" vdisplctl screenshot cluster /run/picture.png
check "... of its test card" cardcheck --frame=2 1280 720 /run/picture.png
guest_destroy cluster
guest_destroy infotainment

check "be-alloc: vgem loads" modprobe vgem
runs be-alloc
shows be-alloc copy
