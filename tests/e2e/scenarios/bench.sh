# SPDX-License-Identifier: GPL-2.0-only
# The bench itself: a guest boots, answers and goes; a screenshot is a picture.
plan 8

check "dom0 runs under Xen" grep -q control_d /proc/xen/capabilities
check "the display driver is there" test -e /dev/dri/card0

cat >/run/hello.sh <<'GUEST'
echo "hello from the guest"
GUEST
check "a guest can be created" guest_create one /run/hello.sh
check "its script runs" guest_line one '^hello from the guest' 60
check "it answers" test "$(guest_run one 'echo $((6 * 7))')" = 42

check "a screenshot is taken" screenshot screen
check "it is a picture" grep -aq '^P6' $SHOTS/screen.ppm

guest_destroy one
check "the guest goes" wait_for 10 guest_gone one
