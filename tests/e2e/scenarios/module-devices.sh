# SPDX-License-Identifier: GPL-2.0-only
# Devices attached to a guest's pages: vgem, and the graphics card with a picture.
. /bench/module.sh

module_load
check "vgem loads" modprobe vgem
guest_with_grants one
share one 469 -s 3
tap "devices" gd-devices $DOMID $DIRECTORY 469 3

gd-show $DOMID $DIRECTORY 800 600 /run/shown >/run/show.out 2>&1 &
check "the pages are shown" wait_for 20 test -e /run/shown
check "a screenshot is taken" screenshot first
tap "first picture" gd-show check $SHOTS/first.ppm 800 600 3
rm -f /run/shown
wait
tap "shown" cat /run/show.out

check "nothing is left" module_is_idle
plan $TAP_COUNT
