# SPDX-License-Identifier: GPL-2.0-only
# Who may use dom0's output: vdispld.conf, read again while guests run, and vdisplctl.
. /bench/shown.sh
plan 37

# configure: vdispld.conf is what comes in
configure() { cat >/run/vdispld.conf; }
reload()
{
  local before after
  before=$(grep -c "has been read again" $AGENT_LOG)
  kill -HUP $(agent_pid)
  after() { [ "$(grep -c "has been read again" $AGENT_LOG)" -gt "$before" ]; }
  wait_for 10 after
}

configure <<'FILE'
[output VGA-1]
guests = right, left
FILE
check "a mistake in the file is told" [ "$(vdispld --check-config=/run/vdispld.conf 2>&1)" = \
  'vdispld: /run/vdispld.conf:2: "right," is no name; want names with spaces between them, a comment begins with '"';'" ]
configure <<'FILE'
[vdispld]
headless = side
[output VGA-1]
guests = right
FILE
check "a good file has none" vdispld --check-config=/run/vdispld.conf
check "the agent starts" agent_start --config=/run/vdispld.conf

# KILL; with SETGID, SETUID, SETPCAP, SYS_CHROOT, SYS_ADMIN, SYS_RESOURCE for workers.
rights() { awk -v set="$1:" '$1 == set { print $2 }' /proc/$(agent_pid)/status; }
check "it has dropped what it does not need" \
  [ "$(rights CapEff) $(rights CapPrm) $(rights CapBnd) $(rights NoNewPrivs)" = \
    "0000000000000020 00000000012401e0 00000000012401e0 1" ]

# A guest draws as many frames as it is told to, and stays.
cat >/run/left.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=60 --hold >/root/out 2>&1 &
GUEST
sed 's/60/90/' /run/left.sh >/run/right.sh
guest_config left "vdispl=VGA-1:1024x768"
guest_config right "vdispl=side:1024x768"
check "a guest is created" guest_create left /run/left.sh
check "... and another" guest_create right /run/right.sh
check "both draw" wait_for 60 held left
wait_for 60 held right
check "one may not use the output" [ "$(shown left 0 mode): $(shown left 0 reason)" = \
  "headless: vdispld.conf does not let left use VGA-1" ]
check "the other is headless on purpose" [ "$(shown right 0 mode):$(shown right 0 reason)" = headless: ]
workers() { pidof vdispl-worker | tr ' ' '\n' | sort; }
workers >/run/workers

configure <<'FILE'
[vdispld]
headless = side
[output VGA-1]
guests = left right
FILE
check "the file is read again" reload
check "who may use it now is shown" wait_for 10 shown_is left 0 zero-copy
screenshot allowed
check "the screen shows it" cardcheck --frame=60 1024 768 $SHOTS/allowed.ppm
lines() { grep -c "connector 0" $AGENT_LOG; }
now=$(lines)
echo "[guest nobody]" >>/run/vdispld.conf
check "the file is read again, and nobody has to notice" reload
check "nobody has" [ "$(lines)" = "$now" ]
echo "max-pages = lots" >>/run/vdispld.conf
kill -HUP $(agent_pid)
check "a file with a mistake is refused" agent_line 'vdispld.conf:6: max-pages = lots: want a number' 10
check "... and nobody notices" shown_is left 0 zero-copy

check "the output is assigned to the other" vdisplctl assign VGA-1 right
check "which is shown" wait_for 10 shown_is right 0 zero-copy
check "the one has lost it" wait_for 10 shown_is left 0 headless
check "... and knows why" [ "$(shown left 0 reason)" = "VGA-1 is assigned to dom$(guest_id right)/0" ]
screenshot assigned
check "the screen shows the other" cardcheck --frame=90 1024 768 $SHOTS/assigned.ppm
draw left 30
check "the one goes on drawing" wait_for 60 held left
check "assigned back, it is shown" vdisplctl assign --json VGA-1 left:0
wait_for 10 shown_is left 0 zero-copy
screenshot back
check "the screen shows what it has drawn since" cardcheck --frame=30 1024 768 $SHOTS/back.ppm

check "the output is turned off" vdisplctl blank VGA-1 on
check "its guest is headless" wait_for 10 shown_is left 0 headless
draw left 45
check "it goes on drawing" wait_for 60 held left
check "the output is turned on" vdisplctl blank VGA-1 off
wait_for 10 shown_is left 0 zero-copy
screenshot lit
check "the screen shows what it has drawn since" cardcheck --frame=45 1024 768 $SHOTS/lit.ppm
check "each display shows its number" [ "$(vdisplctl identify | tail -n 1)" = "1      VGA-1" ]
check "its guest is headless meanwhile" [ "$(shown left 0 reason)" = "VGA-1 shows its number" ]
screenshot number
# A large 1: white in the middle, black on its left.
number_is_1() { pixel_near "$1" 512 384 ffffff && pixel_near "$1" 420 384 000000; }
check "the number can be seen" number_is_1 $SHOTS/number.ppm
wait_for 20 shown_is left 0 zero-copy
screenshot after
check "the guest is back after it" cardcheck --frame=45 1024 768 $SHOTS/after.ppm
check "no worker was started anew" [ "$(workers)" = "$(cat /run/workers)" ]

check "what is not there cannot be assigned" sh -c \
  'vdisplctl assign VGA-9 left 2>&1 | grep -q "no host connector is called VGA-9"'
guest_destroy left
check "a free output may be assigned" vdisplctl assign VGA-1 right
guest_destroy right
check "nothing stays mapped" wait_for 10 buffers_none
