# SPDX-License-Identifier: GPL-2.0-only
# modetest, a program that knows nothing of us: its SMPTE bars, and its flips.
. /bench/shown.sh
plan 12

check "the agent starts" agent_start
guest_config smpte "vdispl=VGA-1:1024x768"
# It ends as soon as its standard input is readable.
cat >/run/modetest.sh <<'GUEST'
modprobe drm_xen_front
connector=$(modetest -M xendrm-du -c | awk '$3 == "connected" { print $1 }')
echo "modetest: connector $connector"
sleep 100000 | modetest -M xendrm-du -s "$connector:1024x768" &
GUEST
check "a guest is created" guest_create smpte /run/modetest.sh
check "modetest finds the connector" guest_line smpte '^modetest: connector [0-9]+' 60
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

check "modetest ends" guest_run smpte "killall sleep; killall modetest; sleep 1; true"
check "the output is off then" wait_for 10 shown_is smpte 0 off

guest_run smpte "sleep 100000 | modetest -M xendrm-du -s \
  \$(modetest -M xendrm-du -c | awk '\$3 == \"connected\" { print \$1 }'):1024x768 -v \
  >/root/flips 2>&1 &" >/dev/null
flips_over() { [ "$(shown smpte 0 flips)" -gt "$1" ]; }
check "with -v it flips" wait_for 60 flips_over 200
check "modetest counts 60 a second" \
  guest_run smpte "grep -E 'freq: (5[89]|6[01])' /root/flips >/dev/null"
check "no octet was copied" test "$(shown smpte 0 bytes_copied)" = 0

guest_destroy smpte
check "the guest goes" wait_for 10 guest_gone smpte
