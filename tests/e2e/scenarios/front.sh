# SPDX-License-Identifier: GPL-2.0-only
# A guest without a driver for the display: the reference front end shows its card.
. /bench/shown.sh
plan 9

check "the agent starts" agent_start
guest_config plain "vdispl=VGA-1:1024x768;side:800x600"
cat >/run/plain.sh <<'GUEST'
vdisp-front --frames=60 --buffers=3 --hold-file=/root/go --reference=/root/card.ppm
echo "first ended with $?"
vdisp-front --all --frames=30
echo "second ended with $?"
GUEST
check "a guest is created" guest_create plain /run/plain.sh
check "it flips" guest_line plain '^vdisp-front: 1024x768 60 flips' 60
check "... and holds its last frame" guest_line plain '^vdisp-front: holding' 20
screenshot plain
check "the screen shows it" cardcheck --frame=60 1024 768 $SHOTS/plain.ppm
check "without a copy" shown_is plain 0 zero-copy

guest_run plain "touch /root/go" >/dev/null
check "it goes in peace" guest_line plain '^first ended with 0' 20
check "again, on both connectors" guest_line plain '^second ended with 0' 60
check "nothing stays mapped" wait_for 10 buffers_none
