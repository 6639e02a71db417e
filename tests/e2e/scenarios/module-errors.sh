# SPDX-License-Identifier: GPL-2.0-only
# What must fail, says why, and leaves nothing behind; and who may hold how much.
. /bench/module.sh

module_load
guest_with_grants one
share one 1500
GOOD=$DIRECTORY REF=${REFS%%,*}
BAD=
for kind in short self loop zero dead; do
  share one 1500 -b $kind
  BAD="$BAD $DIRECTORY"
done
share one 1 -r
tap "errors" gd-errors $DOMID $GOOD $BAD $DIRECTORY $REF
check "nothing is left after errors" module_is_idle

guest_config two
check "another guest is created" guest_create two /run/idle.sh
tap "a stranger's references" gd-foreign "$(guest_id two)" $GOOD $REF

cd /sys/module/gntdev_dmabuf/parameters || bail_out "no parameters"
domain=$(cat max_domain_pages) module=$(cat max_pages)
echo 4500 >max_domain_pages
echo 6000 >max_pages
tap "limits" gd-limits $DOMID $GOOD 1500
echo $domain >max_domain_pages
echo $module >max_pages
check "nothing is left after limits" module_is_idle
plan $TAP_COUNT
