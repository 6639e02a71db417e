# SPDX-License-Identifier: GPL-2.0-only
# What must fail, says why, and leaves nothing behind; and who may hold how much.
. /bench/module.sh

# budget_warnings TEXT: how often the log names a budget
budget_warnings() { dmesg | grep -cF "more pages exceed $1 ("; }

# budgets_told: as "DESCRIPTOR DOMAIN MODULE"
budgets_told()
{
  echo "$(budget_warnings "the control descriptor's")" \
    "$(budget_warnings "the domain's")" "$(budget_warnings "the module's")"
}

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

# Anew, so that nothing has been told yet.
check "the module is loaded anew" eval 'rmmod gntdev-dmabuf && modprobe gntdev-dmabuf'
told=$(budgets_told)
cd /sys/module/gntdev_dmabuf/parameters || bail_out "no parameters"
domain=$(cat max_domain_pages) module=$(cat max_pages)
echo 4500 >max_domain_pages
echo 6000 >max_pages
tap "limits" gd-limits $DOMID $GOOD 1500
echo $domain >max_domain_pages
echo $module >max_pages
check "nothing is left after limits" module_is_idle
# shellcheck disable=SC2086 # three numbers
set -- $told $(budgets_told)
note "budgets told before and after: $*"
check "the log names each budget once" \
  test $(($4 - $1)) = 1 -a $(($5 - $2)) = 1 -a $(($6 - $3)) = 1

echo 1000000 | tee max_descriptor_pages max_domain_pages max_pages >/dev/null
share one 2400
tap "maptrack" gd-maptrack $DOMID $DIRECTORY 2400
check "nothing is left after exhausting Xen's mapping slots" module_is_idle
cd / || exit
check "the module can be unloaded, with its parameters" rmmod gntdev-dmabuf
plan $TAP_COUNT
