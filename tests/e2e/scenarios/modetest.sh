# SPDX-License-Identifier: GPL-2.0-only
# modetest, a program that knows nothing of us: its SMPTE bars, and its flips.
. /bench/shown.sh
plan 14

check "the agent starts" agent_start
guest_config smpte "vdispl=VGA-1:1024x768;side:800x600"
# It ends as soon as its standard input is readable.
cat >/run/modetest.sh <<'GUEST'
modprobe drm_xen_front
set -- $(modetest -M xendrm-du -c | awk '$3 == "connected" { print $1 }')
echo "modetest: connectors $*"
echo "$1" >/root/first
echo "$2" >/root/second
sleep 100000 | modetest -M xendrm-du -s "$1:1024x768" &
GUEST
check "a guest is created" guest_create smpte /run/modetest.sh
check "modetest finds the connectors" guest_line smpte '^modetest: connectors [0-9]+ [0-9]+' 60
check "its picture is shown without a copy" wait_for 30 shown_is smpte 0 zero-copy

# The seven bars of libdrm's util/pattern.c, looked at in the middle of each.
bars=$(n=0; while [ $n -lt 7 ]; do echo $((n * 1024 / 7 + 73)); n=$((n + 1)); done)
bar_colours()
{
  screenshot smpte
  for x in $bars; do pixel $SHOTS/smpte.ppm "$x" 200; done | tr '\n' ' '
}
colours=$(bar_colours)
check "the bars are SMPTE's" \
  test "$colours" = "c0c0c0 c0c000 00c0c0 00c000 c000c0 c00000 0000c0 "
check "the lower left is black in the middle of its bar" \
  test "$(pixel $SHOTS/smpte.ppm 219 530)" = 131313

modetest_end() { guest_run smpte "killall sleep; killall modetest" >/dev/null; }
modetest_end
check "when modetest ends, the output is off" wait_for 10 shown_is smpte 0 off

# modetest_flip CONNECTOR SIZE: all output to the file, as whoever holds the console
# keeps guest_run waiting
modetest_flip()
{
  guest_run smpte "{ sleep 100000 | modetest -M xendrm-du -s \$(cat /root/$1):$2 -v; } \
    >/root/flips 2>&1 &"
}
rates() { guest_run smpte "cat /root/flips" | sed -n 's/^freq: \([0-9]*\)\..*/\1/p'; }
slowest_rate() { rates | sort -n | head -n 1; }
fastest_rate() { rates | sort -n | tail -n 1; }

modetest_flip first 1024x768
check "with -v it flips" wait_for 60 flips_over smpte 200 0
note "modetest's rates on VGA-1: $(rates | tr '\n' ' ')"
check "no faster than the display" test "$(fastest_rate)" -le 61
modetest_end
wait_for 10 shown_is smpte 0 off

modetest_flip second 800x600
check "on the headless connector it flips, too" wait_for 60 flips_over smpte 200 1
note "modetest's rates on the headless one: $(rates | tr '\n' ' ')"
check "60 times a second, no less" test "$(slowest_rate)" -ge 59
check "... and no more" test "$(fastest_rate)" -le 61
check "no octet was copied" test "$(shown smpte 0 bytes_copied)" = 0

guest_destroy smpte
check "the guest goes" wait_for 10 guest_gone smpte
