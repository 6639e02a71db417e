# SPDX-License-Identifier: GPL-2.0-only
# Everything a hostile front end can think of; after each case an honest
# connection is served, and the agent is the one that was started.
. /bench/shown.sh
plan 6

check "the agent starts" agent_start
pid=$(agent_pid)
guest_config evil "vdispl=VGA-1:1024x768;side:800x600"
# Longer than the broker's longest back-off, so that each lie is looked at.
cat >/run/evil.sh <<'GUEST'
vdisp-hostile --refuse=40000 all
echo "hostile ended with $?"
GUEST
check "a guest is created" guest_create evil /run/evil.sh
# A shell that waits is cheap, but not one that looks twenty times a second.
evil_log() { tr -d '\r' <"$(guest_log evil)"; }
waited=0
until evil_log | grep -q '^hostile ended' || [ $waited -ge 3600 ] || agent_gone; do
  sleep 5
  waited=$((waited + 5))
done
note "$(evil_log | grep -c '^ok ') checks of the guest's passed"
evil_log | grep '^not ok ' | sed 's/^/# /'
check "every answer is one that the protocol allows" \
  guest_line evil '^hostile ended with 0' 1
check "the agent is the same" test "$(agent_pid)" = "$pid"
guest_destroy evil
check "the guest goes" wait_for 10 guest_gone evil
check "nothing stays mapped" wait_for 10 buffers_none
