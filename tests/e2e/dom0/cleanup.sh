# SPDX-License-Identifier: GPL-2.0-only
# After a scenario: nothing of it keeps running, and its logs go to $LOGS.
. /bench/wait.sh
. /bench/guest.sh
. /bench/agent.sh

kill -KILL -"$(cat /run/scenario.pid)" 2>/dev/null
for id in $(guest_ids); do xl destroy "$id" 2>>$LOGS/cleanup.log; done
agent_kill
wait_for 20 guest_none || echo "a domain would not go" >>$LOGS/cleanup.log
xl list >$LOGS/xl-list 2>&1
dmesg >$LOGS/dmesg
xl dmesg >$LOGS/xl-dmesg
xenstore-ls -f >$LOGS/xenstore 2>&1
cp /var/log/xen/console/guest-*.log /var/log/xen/xl-*.log $LOGS/ 2>/dev/null
cp /run/guest/*.cfg $LOGS/ 2>/dev/null
[ ! -e /var/log/vdispld.log ] || mv /var/log/vdispld.log $LOGS/
rm -rf /run/guest/* /var/log/xen/console/guest-*.log /var/log/xen/xl-*.log
find $LOGS -empty -type f ! -name '*.may-crash' -exec rm {} +
