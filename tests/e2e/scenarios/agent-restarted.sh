# SPDX-License-Identifier: GPL-2.0-only
# vdispld restarted while a guest flips: stopped as a service manager does, and killed.
. /bench/shown.sh
plan 13

check "the agent starts" agent_start
# The stock driver warns of a reference count when it loses its back end in use.
guest_may_crash stay
guest_config stay "vdispl=VGA-1:1024x768"
cat >/run/stay.sh <<'GUEST'
modprobe drm_xen_front
GUEST
check "a guest is created" guest_create stay /run/stay.sh
wait_for 30 connected stay

# round NAME STOP-COMMAND
round()
{
  guest_run stay "testcard --frames=1000000 >/root/out 2>&1 &" >/dev/null
  check "$1: the guest flips" wait_for 60 flips_over stay 30
  $2
  check "$1: it starts again" agent_start
  check "$1: the program ended" guest_run stay \
    "i=0; while pidof testcard >/dev/null; do i=\$((i + 1)); [ \$i -lt 200 ] || exit 1; usleep 100000; done"
  check "$1: the driver is connected again" wait_for 30 connected stay
  guest_run stay "testcard --frames=60 --hold >/root/out 2>&1 &" >/dev/null
  wait_for 60 held stay
  screenshot "$1"
  check "$1: the screen shows the test card again" \
    cardcheck --frame=60 1024 768 "$SHOTS/$1.ppm"
  guest_run stay "killall testcard" >/dev/null
}

round stopped agent_stop
round killed "killall -KILL vdispld"
check "nothing complains in the log" test -z "$(grep -i 'assert\|sanitizer' /var/log/vdispld.log)"
