# SPDX-License-Identifier: GPL-2.0-only
# What the host can do for a scenario.

# screenshot NAME [second|third [OUTPUT]]: what a person in front of the screen, or of
# another card's, sees now: NAME.png on the host, $SHOTS/NAME.ppm here
screenshot()
{
  hostlink send </dev/null || return 1
  echo "%%shot $1 ${2-} ${3-}" >/run/line
  hostlink wait && hostlink receive >"$SHOTS/$1.ppm" && [ -s "$SHOTS/$1.ppm" ]
}
