# SPDX-License-Identifier: GPL-2.0-only
# Runs one scenario with the helpers at hand.
. /bench/tap.sh
. /bench/wait.sh
. /bench/guest.sh
. /bench/agent.sh
. /bench/host.sh
. /bench/xen.sh
. "$1"
