# SPDX-License-Identifier: GPL-2.0-only
# Everything at once, from many threads of many processes, while guests come and go.
# /etc/stress says for how many seconds and with what seed. Wants --smp=2.
. /bench/module.sh
. /bench/shown.sh

GUESTS=/run/stress-guests
read -r DURATION SEED </etc/stress

# A guest grants, and maps what it is granted, until it is destroyed.
cat >/run/stress-guest.sh <<'GUEST'
granter share 300
answer=$(mapper serve 1)
echo "$answer"
mapper=$(echo "$answer" | sed -n 's/^pid=\([0-9]*\) .*/\1/p')
while :; do
  for count in 1 8 64; do mapper ask $mapper map $count >/dev/null; done
  mapper ask $mapper unmap >/dev/null
done
GUEST

# field NAME LINE
field() { echo "$2" | sed -n "s/.*$1=\([0-9]*\).*/\1/p"; }

# guest_text NAME REGEX: the first line that matches
guest_text() { tr -d '\r' <"$(guest_log "$1")" | grep -aE "$2" | head -n 1; }

# guest_add NAME: a guest of that name, for gd-stress to know
guest_add()
{
  local shared mapped
  guest_config "$1"
  guest_create "$1" /run/stress-guest.sh &&
    guest_line "$1" '^pid=[0-9]+ directory=[0-9]+\s*$' 120 || return 1
  shared=$(guest_text "$1" 'refs=')
  mapped=$(guest_text "$1" '^pid=[0-9]+ directory=[0-9]+$')
  sed -i "/^$(guest_id "$1") /d" $GUESTS
  echo "$(guest_id "$1") $(field directory "$shared") 300 $(field refs "$shared")" \
    "$(field directory "$mapped")" >>$GUESTS
}

# guest_remove NAME: it stays in the list for a while, as dead ones do
guest_remove()
{
  guest_destroy "$1"
  rm -f "$(guest_log "$1")"
  tail -n 2 $GUESTS >$GUESTS.new
  mv $GUESTS.new $GUESTS
}

# guests_churn PID: while that runs. One guest is there at any time.
guests_churn()
{
  while kill -0 "$1" 2>/dev/null; do
    guest_add "stress$((GENERATIONS + 1))" || return
    guest_remove "stress$GENERATIONS"
    GENERATIONS=$((GENERATIONS + 1))
    note "guest $GENERATIONS; $(tail -n 1 /run/stress.out)"
  done
}

# stress SECONDS
stress()
{
  : >$GUESTS
  GENERATIONS=1
  modprobe gntdev-dmabuf && guest_add stress1 || bail_out "no module or no guest"
  gd-stress "$1" "$SEED" $GUESTS >/run/stress.out 2>&1 &
  guests_churn $!
  wait $!
  guest_remove "stress$GENERATIONS"
}

no_pages_pending() { [ "$(module_counter pending)" = 0 ]; }
list_is_empty() { [ "$(wc -l <$MODULE_DEBUG/buffers)" = 1 ]; }

check "vgem loads" modprobe vgem
# Before the figures are taken: what the first time fills, stays.
stress 10
note "to begin with: $(tail -n 1 /run/stress.out)"
check "nothing is left of the beginning" module_is_idle
check "the module can be unloaded" rmmod gntdev-dmabuf
before=$(kernel_memory)

stress "$DURATION"
tap "stress" cat /run/stress.out
check "$GENERATIONS guests came and went" test $GENERATIONS -gt 1
check "no buffer and no page is left" module_is_idle
check "no reference is pending" no_pages_pending
check "no zombie is left" test "$(module_counter zombies)" = 0
check "debugfs lists none" list_is_empty
check "Xen has no grant mapped" wait_for 10 grants_none_mapped
check "no domain is left" wait_for 10 guest_none
check "the module can be unloaded again" rmmod gntdev-dmabuf
after=$(kernel_memory)
note "the kernel's memory: $before kB before, $after kB after"
check "the kernel's memory is as it was" test $((after - before)) -lt 4096
plan $TAP_COUNT
