# SPDX-License-Identifier: GPL-2.0-only
# What a guest is told of its monitors, and which versions of the protocol it may choose.
. /bench/shown.sh
plan 10

check "the agent starts" agent_start
guest_config curious "vdispl=VGA-1:1024x768;side:1920x1080"
cat >/run/curious.sh <<'GUEST'
vdisp-front --edid=/root/first --frames=2
echo "first ended with $?"
vdisp-front --connector=1 --edid=/root/second --frames=2
echo "second ended with $?"
GUEST
check "a guest is created" guest_create curious /run/curious.sh
versions=/local/domain/0/backend/vdispl/$(guest_id curious)/0/versions
check "two versions are offered" test "$(xenstore-read "$versions")" = 1,2
check "it reads the EDID of a display" guest_line curious '^first ended with 0' 60
check "... and of a headless screen" guest_line curious '^second ended with 0' 60
guest_get curious /root/first /run/first
guest_get curious /root/second /run/second

# octets FILE FROM COUNT: in hexadecimal
octets() { dd if="$1" bs=1 skip="$2" count="$3" 2>/dev/null | od -An -tx1 | tr -d ' \n'; }
# sum FILE: of its octets; 0 in a good block
sum() { od -An -v -tu1 "$1" | awk '{ for (i = 1; i <= NF; i++) n += $i } END { print n % 256 }'; }
# The low eight bits of width and height, and the octets with their high ones.
size() { echo "$(octets "$1" 56 1)$(octets "$1" 58 1) $(octets "$1" 59 1)$(octets "$1" 61 1)"; }

check "both are EDIDs" test "$(octets /run/first 0 8)$(octets /run/second 0 8)" = \
  00ffffffffffff0000ffffffffffff00
check "their checksums are right" test "$(sum /run/first)$(sum /run/second)" = 00
check "the first prefers 1024x768" test "$(size /run/first)" = "0040 0030"
check "the second prefers 1920x1080" test "$(size /run/second)" = "8070 3840"
check "nothing stays mapped" wait_for 10 buffers_none
