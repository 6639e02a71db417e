# SPDX-License-Identifier: GPL-2.0-only
# gd-bench's lines (tests/bench/figures.h) to rows of build/bench/results.json.
#
# usage: jq -nR --arg platform PLATFORM -f tests/bench/rows.jq FIGURES

def names: {
  "export": "export", "attach": "attach and map on vgem", "release": "release",
  "import": "import", "import-release": "import release"
};

def microseconds: if . == null then null else . / 10 | round / 100 end;

reduce (inputs | split(" ")) as [$what, $pages, $whose, $times, $median, $slowest] ({};
  .["\(names[$what]) \($pages) page\(if $pages == "1" then "" else "s" end)"][$whose] =
    {times: $times | tonumber, median: $median | tonumber, slowest: $slowest | tonumber})
| to_entries
| map({
    name: .key, platform: $platform, unit: "us",
    ours: .value.ours.median | microseconds,
    ours_max: .value.ours.slowest | microseconds,
    peer: .value.peer.median | microseconds,
    peer_max: .value.peer.slowest | microseconds,
    floor: .value.floor.median | microseconds,
    bare: .value.bare.median | microseconds,
    times: .value.ours.times
  })
