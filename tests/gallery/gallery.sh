# SPDX-License-Identifier: GPL-2.0-only
# What docs/gallery.md shows, taken from a running machine: the screen as a person in
# front of it sees it, guests' screens by vdisplctl, and what vdisplctl prints.
. /bench/shown.sh
plan 35

page=$LOGS/gallery.md

says() { printf '\n%s\n' "$*" >>$page; }

# screen NAME TEXT [second]: a picture of VGA-1, or of the second card's display
screen()
{
  says "$2"
  says "![$1](gallery-$1.png)"
  check "a picture: $1" screenshot "gallery-$1" ${3-}
}

# picture NAME GUEST TEXT: of a guest's screen, on an output or not
picture()
{
  says "$3"
  says "![$1](gallery-$1.png)"
  check "a picture: $1" vdisplctl screenshot "$2" "$LOGS/gallery-$1.png"
}

# prints STATUS TEXT COMMAND...: what COMMAND prints; it ends with STATUS
prints()
{
  local ends=$1
  says "$2"
  shift 2
  printf '\n    # %s\n' "$*" >>$page
  check "text: $*" into_page "$@"
}

into_page()
{
  "$@" >/run/printed 2>&1
  [ $? = "$ends" ] || return
  sed 's/^/    /; s/ *$//' /run/printed >>$page
}

cat >/run/card.sh <<'GUEST'
modprobe drm_xen_front
testcard --all --frames=2 --hold
GUEST
cat >/run/flips.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=1000000
GUEST
cat >/run/bars.sh <<'GUEST'
modprobe drm_xen_front
set -- $(modetest -M xendrm-du -c | awk '$3 == "connected" { print $1 }')
sleep 100000 | modetest -M xendrm-du -s "$1:1024x768" &
GUEST

# example NAME: the guest of config/xl/NAME.cfg, with what this machine boots
example()
{
  sed "s|^kernel = .*|kernel = '/guest/vmlinux'|; s|^ramdisk = .*|ramdisk = '/run/guest/$1.img'|
    s|^memory = .*|memory = 256|; /^disk = /d" "/bin/$1.cfg" >"/run/guest/$1.cfg"
  check "xl create $1.cfg" guest_create "$1" /run/card.sh
  check "$1 shows its card" guest_line "$1" '^testcard: holding' 200
}

check "the second card's driver loads" modprobe bochs
consoles_unbind
second=$(cd /sys/class/drm && echo card[1-9]-*-1)
second=${second#*-}
check "the agent starts" agent_start
cd /bin || exit

says "## One guest, two screens"
guest_config demo "vdispl=VGA-1:1024x768;side:800x600"
check "a guest is created" guest_create demo /run/card.sh
check "it shows its card" guest_line demo '^testcard: holding' 120
screen one "\`vdispl = [ \"backend=0,be-alloc=0,connectors=VGA-1:1024x768;side:800x600\" ]\`: the host's
output VGA-1 shows the first screen, out of the guest's own pages."
picture second demo:1 "The second is on no output. \`vdisplctl screenshot demo:1 second.png\`:"
prints 0 "The guests, their screens, and how each is shown:" vdisplctl list
prints 0 "All about one of them:" vdisplctl show demo
prints 0 "The host's outputs:" vdisplctl outputs
prints 0 "The guest's memory in the kernel: the picture in each buffer, and who holds it. What the
screenshot has been given is a mapping of its own, which goes after ten seconds." vdisplctl buffers
check "each display shows its number" vdisplctl identify
screen identify "\`vdisplctl identify\` puts a number on each display for five seconds:"
guest_destroy demo

says "## One screen on two displays"
guest_config twice "vdispl=VGA-1:1024x768"
check "a guest is created" guest_create twice /run/card.sh
check "it shows its card" guest_line twice '^testcard: holding' 120
prints 0 "An order to vdispld, while both run:" vdisplctl mirror "$second" twice:0
mirrored() { [ "$(shown twice 0 mirror | jq -r .mode)" = copy ]; }
check "it is mirrored" wait_for 30 mirrored
screen mirror "And the second card's display, whose driver cannot take the guest's pages, shows the same, copied:" second
prints 0 "The host's outputs:" vdisplctl outputs
check "the mirror is taken off" vdisplctl mirror --off "$second"
guest_destroy twice

says "## Cluster and infotainment"
example cluster
example infotainment
screen cluster "The guest of \`config/xl/cluster.cfg\`, on VGA-1:"
picture infotainment infotainment "And that of \`infotainment.cfg\`, whose display is not plugged in:"
prints 0 "Why, says the list:" vdisplctl list
guest_destroy cluster
guest_destroy infotainment

says "## A program that knows nothing of this"
guest_config smpte "vdispl=VGA-1:1024x768"
check "a guest is created" guest_create smpte /run/bars.sh
check "modetest's picture is shown" wait_for 120 shown_is smpte 0 zero-copy
screen smpte "libdrm's \`modetest\`, in a guest with Linux's own driver:"
guest_destroy smpte

says "## A guest that draws"
guest_config busy "vdispl=VGA-1:1024x768"
check "a guest is created" guest_create busy /run/flips.sh
check "it flips" wait_for 120 shown_is busy 0 zero-copy
prints 0 "Flips a second, their latency in milliseconds, octets copied for each:" vdisplctl top --once
prints 0 "What goes over its rings:" vdisplctl trace --count=8 busy
guest_destroy busy

says "## When something is wrong"
sed 's/VGA-1:1280x720/VGA-2:1280x7200/; s/be-alloc/be_alloc/' cluster.cfg >/run/wrong.cfg
cd /run || exit
prints 3 "A configuration:" vdisplctl check wrong.cfg
agent_stop
prints 3 "A host, without its service:" vdisplctl doctor
