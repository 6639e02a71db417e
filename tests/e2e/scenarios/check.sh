# SPDX-License-Identifier: GPL-2.0-only
# `vdisplctl check`: the configuration before the guest, the store under it while it
# lives, and a dump; then nodes of the live guest are broken, one after the other.
. /bench/shown.sh
plan 19

check "the agent starts" agent_start
guest_config good "vdispl=VGA-1:1024x768;side:800x600"
check "nothing is said about its configuration" test -z "$(vdisplctl check /run/guest/good.cfg 2>&1)"
sed 's/800x600/800X600/' /run/guest/good.cfg >/run/bad.cfg
vdisplctl check /run/bad.cfg >/run/said
check "what is wrong there gives status 3" test $? = 3
check "... and is named with its line" grep -q "^/run/bad.cfg:$(grep -n 800X /run/bad.cfg | cut -d: -f1): error: .*write \"800x600\"" /run/said

guest_config greedy max_grant_frames=256 "vdispl=VGA-1:1024x768"
vdisplctl check /run/guest/greedy.cfg >/run/said
check "so is what this Xen does not allow" grep -q "this Xen makes no guest with more than 160; write gnttab_max_frames=256" /run/said

cat >/run/good.sh <<'GUEST'
modprobe drm_xen_front
testcard --all --frames=10 --hold
GUEST
guest_create greedy /run/good.sh
check "... which xl finds out only when it creates the guest" grep -q 'Invalid argument' $LOGS/xl-create.log
check "a guest is created" guest_create good /run/good.sh
check "it flips" guest_line good '^testcard: holding' 120
check "nothing is said about its devices" test -z "$(vdisplctl check --live=good 2>&1)"
xenstore-ls -fp >/run/dump
check "nor about a dump of the store" test -z "$(vdisplctl check --dump=/run/dump 2>&1)"

id=$(guest_id good)
front=/local/domain/$id/device/vdispl/0
back=/local/domain/0/backend/vdispl/$id/0

# broken NODE VALUE REGEX: with the value there, the line about it says that
broken()
{
  local was status
  was=$(xenstore-read "$1")
  xenstore-write "$1" "$2"
  vdisplctl check --live=good >/run/said 2>&1
  status=$?
  xenstore-write "$1" "$was"
  [ $status = 3 ] && grep -q "^$1: error: $3" /run/said && [ "$(wc -l </run/said)" = 1 ]
}

check "a resolution" broken $front/1/resolution 0x0 '"0x0" has a width out of range; .*write for example'
check "a name twice" broken $front/1/unique-id VGA-1 '"VGA-1" is what connector 0.s unique-id has already'
check "a port" broken $front/0/evt-event-channel 131072 '"131072" is above the largest value; .* to 131071'
check "a reference" broken $front/0/req-ring-ref ten '"ten" is not a decimal number'
check "a path" broken $back/frontend $front/0 '.* is not the path that belongs here'
xenstore-write $front/colour-depth 24
check "a node too many" test "$(vdisplctl check --live=$id | cut -d';' -f1)" = \
  "$front/colour-depth: error: is not a node of vdispl, frontend directory"
xenstore-rm $front/colour-depth

check "as JSON there is the same" sh -c "vdisplctl check --live=good --json | grep -q '\"errors\":0'"
xenstore-ls -fp >/run/dump
check "all of it is whole again" test -z "$(vdisplctl check --dump=/run/dump 2>&1)"
check "the guest did not notice" shown_is good 0 zero-copy
