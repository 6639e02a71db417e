# SPDX-License-Identifier: GPL-2.0-only
# Every pixel format that the stock driver offers: modetest's bars are on the screen.
. /bench/shown.sh
plan 21

check "the agent starts" agent_start
guest_config many "vdispl=VGA-1:1024x768"
# It ends as soon as its standard input is readable.
cat >/run/many.sh <<'GUEST'
modprobe drm_xen_front
modetest -M xendrm-du -c | awk '$3 == "connected" { print $1 }' >/root/connector
echo "modetest: connector $(cat /root/connector)"
GUEST
check "a guest is created" guest_create many /run/many.sh
check "modetest finds the connector" guest_line many '^modetest: connector [0-9]+' 60

modetest_begin()
{
  guest_run many "{ sleep 100000 | modetest -M xendrm-du -s \$(cat /root/connector):1024x768@$1; } \
    >/root/out 2>&1 &"
}
modetest_end() { guest_run many "killall sleep; killall modetest" >/dev/null; }
lit() { ! shown_is many 0 off && [ -n "$(shown many 0 mode)" ]; }

# The seven bars of libdrm's util/pattern.c, in the middle of each.
bars_there()
{
  local x=73 colour
  for colour in c0c0c0 c0c000 00c0c0 00c000 c000c0 c00000 0000c0; do
    pixel_near "$SHOTS/$1.ppm" $x 200 $colour ||
      { note "at $x: $(pixel "$SHOTS/$1.ppm" $x 200), not $colour"; return 1; }
    x=$((x + 146))
  done
}

for format in XR24 AR24 RG24 RG16 XR15 AR15 XR12 AR12 YUYV; do
  modetest_begin $format
  check "$format is shown" wait_for 30 lit
  note "$(shown many 0 mode) $(shown many 0 reason)"
  screenshot $format
  check "... with its colours" bars_there $format
  modetest_end
  wait_for 10 shown_is many 0 off || note "the output stays on"
done
