# SPDX-License-Identifier: GPL-2.0-only
# A guest that flips is paused, saved while it runs on, saved to a file and restored.
. /bench/shown.sh
plan 24

# xl_quiet WORD...: what it says of its progress goes to the logs
xl_quiet() { xl "$@" >>$LOGS/xl-save.log 2>&1; }

check "the agent starts" agent_start
pid=$(agent_pid)
cat >/run/flip.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=1000000 --timeout=100000
echo "testcard ended with $?"
GUEST
guest_config doc memory=112 "vdispl=VGA-1:640x480"
check "a guest is created" guest_create doc /run/flip.sh
flips_on() { wait_for 60 flips_over doc $(($(shown doc 0 flips) + 30)); }
check "it flips" wait_for 60 flips_over doc 30
worker=$(pidof vdispl-worker)

check "it is paused" xl pause doc
before=$(shown doc 0 flips)
sleep 5
check "it has stopped, with one flip more at most" \
  test "$(shown doc 0 flips)" -le $((before + 1))
check "its screen stays" shown_is doc 0 zero-copy
check "it is unpaused" xl unpause doc
check "it flips on" flips_on

check "it is saved, and stays" xl_quiet save -c doc /run/doc.saved
check "it flips on, as if nothing had been" flips_on
check "with the same worker" test "$(pidof vdispl-worker)" = "$worker"
check "its program has not noticed" guest_run doc "pidof testcard"
rm -f /run/doc.saved

# The stock driver warns of a reference count when it loses its back end in use.
guest_may_crash doc
was=$(guest_id doc)
check "it is saved, and goes" xl_quiet save doc /run/doc.saved
check "no zombie of it stays" wait_for 10 guest_gone doc
check "no buffer is left" wait_for 10 buffers_none
check "no worker is left" wait_for 10 eval '! pidof vdispl-worker >/dev/null'

check "it is restored" xl_quiet restore /run/doc.saved
rm -f /run/doc.saved
check "as another domain" test "$(guest_id doc)" != "$was"
check "its driver connects anew" wait_for 60 connected doc
check "its program has noticed" guest_line doc '^testcard ended with [1-9]' 60
guest_run doc "testcard --frames=60 --hold >/root/out 2>&1 &" >/dev/null
check "the program, started again, flips" wait_for 60 held doc
screenshot doc
check "the screen shows it" cardcheck --frame=60 640 480 $SHOTS/doc.ppm

guest_destroy doc
check "nothing stays mapped" wait_for 10 buffers_none
check "the agent is the same" test "$(agent_pid)" = "$pid"
