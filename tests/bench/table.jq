# SPDX-License-Identifier: GPL-2.0-only
# build/bench/results.json as the tables of docs/benchmarks.md.

def figure: if . == null then "-" elif . >= 1000 then round | tostring else tostring end;

def platforms: {pv: "PV dom0", pvh: "PVH dom0", arm64: "arm64 dom0"};

group_by(.platform) | sort_by(.[0].platform)
| .[]
| "",
  "### \(platforms[.[0].platform])",
  "",
  "![What the module's calls take, in multiples of their floor](bench-\(.[0].platform).svg)",
  "",
  "| | unit | times | ours | slowest | mainline | slowest | floor | bare calls |",
  "|---|---|--:|--:|--:|--:|--:|--:|--:|",
  (.[] | "| \(.name) | \(.unit) | \(.times // "-") | \([.ours, .ours_max, .peer, .peer_max, .floor, .bare] | map(figure) | join(" | ")) |")
