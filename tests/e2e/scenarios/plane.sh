# SPDX-License-Identifier: GPL-2.0-only
# A guest's plane for local clients: they see what the guest drew, hear of each change, and
# keep none of its memory, whatever they hold. And what an administrator sees meanwhile.
. /bench/shown.sh
plan 22

check "the agent starts" agent_start
cat >/run/plane.sh <<'GUEST'
modprobe drm_xen_front
testcard --frames=120 --hold-file=/root/go
testcard --frames=1000000
GUEST
guest_config viewed "vdispl=VGA-1:1024x768"
check "a guest is created" guest_create viewed /run/plane.sh
check "it flips, and holds its last frame" guest_line viewed '^testcard: holding' 120

plane() { vdisplctl plane --json viewed | jq -r ".$1"; }
check "a client learns its format and size" \
  test "$(plane '| "\(.width)x\(.height) \(.format) \(.memory)"')" = "1024x768 XR24 guest"
frame=$(vdisplctl screenshot --json viewed /run/viewed.png | jq .frame)
check "a screenshot is the frame that is shown" test "$frame" = "$(plane frame)"
check "the picture is what the guest drew" cardcheck --frame=120 1024 768 /run/viewed.png
check "without a copy by the agent" test "$(shown viewed 0 bytes_copied)" = 0

clients() { vdisplctl buffers --json | jq -r '.buffers[] | select(.view) | "\(.width) \(.access)"'; }
check "buffers knows what the client got, and that it is read-only" test "$(clients)" = "1024 ro"

# buffers FIELD VALUE: how many of the module's buffers have it
buffers() { vdisplctl buffers --json | jq "[.buffers[] | select(.$1 == \"$2\")] | length"; }
held=$(buffers state live)
few() { [ "$(buffers state live)" -lt "$held" ]; }
check "what nobody asks for any more is taken back" wait_for 15 few

before=$(plane frame)
plane-watch "$(guest_id viewed)" 0 0 >$LOGS/watch 2>&1 &
watcher=$!
check "a client sees it" wait_line $LOGS/watch "^frame $before: brightness [1-9]" 10
guest_run viewed "touch /root/go" >/dev/null
heard_often() { [ "$(wc -l <$LOGS/watch)" -gt 10 ]; }
check "... and each picture that follows" wait_for 60 heard_often
check "the frame counter rises" test "$(plane frame)" -gt "$before"

top() { vdisplctl top --once --json | jq -e ".devices[].connectors[] | $1" >/dev/null; }
check "top counts flips, and no copies" \
  top '.flips_per_second > 1 and .bytes_per_flip == 0 and .latency_ms.max > 0'
vdisplctl top --once >$LOGS/top
check "... on lines of 80 columns" awk 'length > 80 { exit 1 }' $LOGS/top
traced() { vdisplctl trace --count=30 --record=/run/record viewed >$LOGS/trace; }
check "the rings are traced" traced
check "... flips, answers and events" test "$(awk '/ request +PG_FLIP .* fb 0x/ { a = 1 }
  / response +PG_FLIP .* done/ { b = 1 } / event +PG_FLIP .* fb 0x/ { c = 1 }
  END { print a b c }' $LOGS/trace)" = 111
vdisplctl trace --read=/run/record >/run/again
check "... and read again from the recording" cmp /run/again $LOGS/trace

# A client that does nothing any more, with a mapping and a descriptor.
kill -STOP $watcher
guest_destroy viewed
check "the guest dies, and no zombie stays" wait_for 10 guest_gone viewed
check "no buffer is left" wait_for 10 buffers_none
kill -CONT $watcher
check "the client finds its picture taken back" \
  wait_line $LOGS/watch '(: taken back|brightness -1)$' 10
check "... and is told why" wait_line $LOGS/watch '^end: ' 10
check "it did not have to die for it" wait $watcher
