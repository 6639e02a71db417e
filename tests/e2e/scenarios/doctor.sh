# SPDX-License-Identifier: GPL-2.0-only
# What vdisplctl says about a host with a guest on it, and what its doctor finds when
# something is taken away.
. /bench/shown.sh
plan 15

check "the agent starts" agent_start
vdisplctl events >/run/events &
guest_config demo "vdispl=VGA-1:1024x768;side:800x600"
cat >/run/demo.sh <<GUEST
modprobe drm_xen_front
$GUEST_CARD --all --frames=10 --hold
GUEST
check "a guest is created" guest_create demo /run/demo.sh
check "it flips" guest_line demo "^$GUEST_CARD: holding" 120

check "events says what happened" grep -Eq '^[0-9:]{8} demo dom[0-9]+/0: connected' /run/events
vdisplctl doctor >/run/said
check "the doctor finds nothing bad" test $? = 0
check "... names Xen and the kind of domain" grep -Eq '^Xen +good +Xen 4\.17.*, this domain is (PVH?|HVM)$' /run/said
check "... asks Xen for its limits" grep -Eq '^grants +good +a guest has 160 grant frames at most' /run/said
check "... and counts what is mapped" grep -Eq '^maptrack +good +[1-9][0-9]* of 262144 pages' /run/said
cp /run/said $LOGS/doctor

vdisplctl show demo >/run/said
check "show has both connectors" test "$(grep -c '^Connector [01]: ' /run/said)" = 2
vdisplctl outputs >/run/said
check "outputs has the guest on VGA-1" grep -Eq '^VGA-1 +card0 +connected .* demo +0 zero-copy' /run/said
vdisplctl buffers >$LOGS/buffers
check "buffers has the guest's, with the picture in it and the card that holds it" \
  grep -Eq '^demo .* 0x[0-9a-f]+ +1024x768 +XR24 +768 live +0000:' $LOGS/buffers
check "... as the module and the agent have them" test -z "$(grep '^ ' $LOGS/buffers)"

guest_destroy demo
agent_stop
vdisplctl doctor >/run/said
check "without the agent status is 3" test $? = 3
check "... and it is named with the remedy" grep -q 'vdispld is not running' /run/said
rmmod gntdev-dmabuf
check "so is the module" sh -c "vdisplctl doctor --json | grep -Eq '\"trouble\":\"module-not-(built|loaded)\"'"
