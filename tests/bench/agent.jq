# SPDX-License-Identifier: GPL-2.0-only
# bench-agent's lines "NAME = FIGURE" to rows of build/bench/results.json.
#
# usage: jq -nR --arg platform PLATFORM -f tests/bench/agent.jq FIGURES

def unit:
  if test("instructions$") then "instructions"
  elif test("wake-ups$") then "each second"
  elif test("InitWait$") then "us"
  else split(" ") | last
  end;

[inputs | split(" = ") | {
  name: .[0], platform: $platform, unit: (.[0] | unit), ours: (.[1] | tonumber),
  ours_max: null, peer: null, peer_max: null, floor: null
}]
