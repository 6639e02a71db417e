# SPDX-License-Identifier: GPL-2.0-only
# Small things that every part of the bench uses.

# Progress goes to stderr as TAP comments: stdout is for the TAP.
progress() { echo "# $*" >&2; }

die()
{
  echo "run: $*" >&2
  exit 1
}

# A short name for the content of stdin.
hash() { sha256sum | cut -c1-16; }

# A short name for the content of the given files.
hash_files() { cat "$@" | hash; }

# cache_lock: until cache_unlock or the end of this process, no other run
# changes build/cache.
cache_lock()
{
  mkdir -p "$CACHE"
  exec {CACHE_LOCK}>"$CACHE/lock"
  flock -n "$CACHE_LOCK" && return
  progress "waiting for another run to finish its images"
  flock "$CACHE_LOCK"
}

cache_unlock() { exec {CACHE_LOCK}>&-; }

# monotonic: seconds of wall clock since the machine started
monotonic() { cut -d. -f1 /proc/uptime; }
