# SPDX-License-Identifier: GPL-2.0-only
# An honest guest on the screen while another sends what it must not: it goes on
# flipping, and the agent holds no more afterwards than before.
. /bench/shown.sh
plan 14

check "the agent starts" agent_start
pid=$(agent_pid)
guest_config good "vdispl=VGA-1:640x480"
cat >/run/good.sh <<GUEST
modprobe drm_xen_front
$GUEST_CARD --frames=1000000
echo "the card ended with \$?"
GUEST
check "the honest guest is created" guest_create good /run/good.sh
check "it flips" wait_for 60 flips_over good 60
descriptors=$(agent_descriptors) kib=$(agent_kib)

guest_config evil "vdispl=left:1024x768;right:800x600"
cat >/run/evil.sh <<'GUEST'
vdisp-hostile --refuse=2000 all
echo "hostile ended with $?"
GUEST
check "the hostile guest is created" guest_create evil /run/evil.sh
hostile=$(guest_id evil)
check "it does its worst" guest_line evil '^hostile ended' 1500
check "every answer is one that the protocol allows" \
  guest_line evil '^hostile ended with 0' 1
guest_destroy evil
check "it goes" wait_for 10 guest_gone evil

check "the agent is the same" test "$(agent_pid)" = "$pid"
now=$(shown good 0 flips)
check "the honest guest still flips" wait_for 10 flips_over good $((now + 60))
guest_run good "killall $GUEST_CARD" >/dev/null
check "it missed none" guest_line good '^the card ended with 0' 30
slowest=$(tr -d '\r' <"$(guest_log good)" | sed -n 's/.*slowest flip \([0-9]*\) ms.*/\1/p')
note "its slowest flip took $slowest ms"
check "none took a second" test "$slowest" -lt 1000

settled() { [ "$(agent_descriptors)" -le "$descriptors" ]; }
check "the agent has no descriptor more" wait_for 10 settled
note "the agent's memory: $kib KiB before, $(agent_kib) after"
check "its memory is where it was" test "$(agent_kib)" -le $((kib + 64))
# Each case, and the honest connection after it, may say a few things.
lines=$(grep -c "dom$hostile/" $AGENT_LOG)
note "$lines lines in the log are about the hostile guest"
check "the log is no flood" test "$lines" -le 440
