# SPDX-License-Identifier: GPL-2.0-only
# What a kernel that watches itself says only when it is asked. It is put into the
# kernel's log, where the host looks. Other kernels have nothing to ask.
#
#	debug.sh forget		what the boot has left behind is nobody's fault
#	debug.sh tell		what the scenario has left behind
. /bench/wait.sh

LEAKS=/sys/kernel/debug/kmemleak
LOCKS=/proc/lockdep_stats
DMA=/sys/kernel/debug/dma-api/disabled

complain() { echo "<3>BUG: $*" >/dev/kmsg; }

# Memory counts as lost when it is some seconds old and two scans did not find it.
leaks_scan()
{
  sleep 6
  echo scan >$LEAKS && echo scan >$LEAKS || complain "kmemleak has turned itself off"
}

module_gone()
{
  ! grep -q '^gntdev_dmabuf ' /proc/modules || rmmod gntdev-dmabuf 2>/dev/null
}

leaks_tell()
{
  # What only the module knows of is lost when it goes.
  wait_for 10 module_gone || complain "gntdev-dmabuf cannot be unloaded"
  leaks_scan
  cp $LEAKS $LOGS/kmemleak
  [ -s $LOGS/kmemleak ] || return
  complain "kmemleak: memory is lost"
  head -n 60 $LOGS/kmemleak | sed 's/^/<3>/' >/dev/kmsg
  echo clear >$LEAKS
}

locks_tell()
{
  grep -q 'debug_locks: *1$' $LOCKS || complain "lockdep has turned itself off"
}

dma_tell()
{
  [ "$(cat $DMA)" = N ] || complain "DMA debugging has turned itself off"
}

case $1 in
forget)
  [ ! -e $LEAKS ] || { leaks_scan; echo clear >$LEAKS; }
  ;;
tell)
  [ ! -e $LOCKS ] || locks_tell
  [ ! -e $DMA ] || dma_tell
  [ ! -e $LEAKS ] || leaks_tell
  ;;
esac
