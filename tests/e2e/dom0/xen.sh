# SPDX-License-Identifier: GPL-2.0-only
# Figures of the hypervisor.

# xen_grants: Xen's own account of all grant tables
xen_grants()
{
  xl dmesg -c >>"$LOGS/xl-dmesg-before"
  xl debug-keys g
  xl dmesg
}
