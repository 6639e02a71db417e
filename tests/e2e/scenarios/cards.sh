# SPDX-License-Identifier: GPL-2.0-only
# One guest on two cards of dom0's: one imports its pages, the other cannot. Then one of
# its screens on both.
. /bench/shown.sh
plan 34

check "the second card's driver loads" modprobe bochs
consoles_unbind
# vgem may be there as well: a card without outputs.
set -- /sys/class/drm/card[1-9]-*-1
check "there are two cards with outputs" test -e "$1"
connector=$1 output=${1##*/}
card=${output%%-*} second=${output#*-}
: >/run/vdispld.conf
check "the agent starts" agent_start --config=/run/vdispld.conf
guest_config two "vdispl=VGA-1:1024x768;$second:800x600"
cat >/run/two.sh <<GUEST
modprobe drm_xen_front
$GUEST_CARD --all --frames=60 --hold &
GUEST
check "a guest is created" guest_create two /run/two.sh
check "it flips both" guest_line two "^$GUEST_CARD: holding" 120
check "one is shown without a copy" shown_is two 0 zero-copy
check "the other is copied" shown_is two 1 copy
note "because of: $(shown two 1 reason)"
leases() { ls -l "/proc/$(pidof vdispl-worker)/fd" | grep -o 'card[0-9]$' | sort | tr '\n' ' '; }
check "its worker has a lease of each" test "$(leases)" = "card0 $card "
screenshot two
check "the first screen shows it" cardcheck --frame=60 1024 768 $SHOTS/two.ppm

end()
{
  guest_destroy two
  check "nothing stays mapped" wait_for 10 buffers_none
  agent_stop
  driver_gone() { rmmod bochs 2>/dev/null; }
  check "both cards are given back" wait_for 10 driver_gone
}
# Without the driver each new picture is another connection, and another worker.
guest_has_driver || { skip "the guest's kernel has no driver" 23; end; exit 0; }

# mirror FIELD: of the first screen's; mirror_is MODE: a condition
mirror() { shown two 0 mirror | jq -r ".$1"; }
mirror_is() { [ "$(mirror mode)" = "$1" ]; }
# The two cards do not switch at the same moment.
both_alike()
{
  screenshot "$1" && screenshot "$1-mirror" second &&
    cmp -s "$SHOTS/$1.ppm" "$SHOTS/$1-mirror.ppm"
}
worker=$(pidof vdispl-worker)
check "the second output mirrors the first screen" vdisplctl mirror "$second" two:0
check "it does, by copying" wait_for 10 mirror_is copy
check "the first output does not copy for it" shown_is two 0 zero-copy
check "whoever was there has lost it" \
  [ "$(shown two 1 reason)" = "$second is assigned to dom$(guest_id two)/0" ]
check "both screens are alike" wait_for 20 both_alike mirrored
check "... and right" cardcheck --frame=60 1024 768 $SHOTS/mirrored-mirror.ppm
draw two 90
check "the guest draws on" wait_for 60 held two
check "both screens are alike" wait_for 20 both_alike drawn
check "... and right" cardcheck --frame=90 1024 768 $SHOTS/drawn-mirror.ppm
check "the mirror has flipped" [ "$(mirror flips)" -gt 0 ]
check "the outputs' list tells a mirror" [ "$(vdisplctl outputs --json |
  jq -c '.outputs[] | select(.guest.mirror) | [.name, .guest.connector]')" = "[\"$second\",0]" ]

plug "$connector" off
check "unplugged, the mirror is dark" wait_for 10 mirror_is headless
check "... and says why" [ "$(mirror reason)" = "nothing is plugged in at $second" ]
draw two 75
check "the guest draws on" wait_for 60 held two
check "its own output shows it" shown_is two 0 zero-copy
plug "$connector" detect
check "plugged in, the mirror is back" wait_for 10 mirror_is copy
check "both screens are alike" wait_for 20 both_alike plugged
check "... and right" cardcheck --frame=75 1024 768 $SHOTS/plugged-mirror.ppm

kill -USR2 "$(agent_pid)"
check "an upgraded agent finds it so" agent_line '1 worker of the broker before serves on' 30
check "... and ends it" eval 'wait_for 30 mirror_is copy && vdisplctl mirror --off "$second"'
check "the output is as configured" [ "$(shown two 1 output)" = "$second" ]
printf '[output %s]\nmirror = VGA-1\n' "$second" >/run/vdispld.conf
kill -HUP "$(agent_pid)"
check "vdispld.conf has it mirror, too" wait_for 30 mirror_is copy
check "... with the worker that there was" [ "$(pidof vdispl-worker)" = "$worker" ]

end
