# SPDX-License-Identifier: GPL-2.0-only
# What `make bench` has to reach: the one place that says so. A row that lacks one of
# the two figures (null) is not held against it.

def limit($rows; $what; $figure; $to; $most):
  select((.name | test($rows)) and .[$figure] != null and .[$to] != null)
  | {name, platform, what: $what, is: (.[$figure] / .[$to]), most: $most};

def limits:
  # docs/benchmarks.md says why not a single page, nor an import.
  limit("^(export|release|import release) [0-9]+ pages$"; "of the floor"; "ours"; "floor"; 1.10),
  limit("^(export|release|import|import release) [0-9]+ pages?$"; "of mainline"; "ours"; "peer"; 1.00),
  limit("^(export|release|import|import release) [0-9]+ pages$"; "the slowest, of the median"; "ours_max"; "ours"; 1.50);

# The agent's: a figure by itself, and beside another row of the same platform.
def most($rows; $most):
  select(.name | test($rows)) | {name, platform, what: .unit, is: .ours, most: $most};

def beside($all; $name; $other; $most):
  select(.name == $name) | . as $row
  | $all[] | select(.name == $other and .platform == $row.platform)
  | {name: $name, platform, what: "of \($other)", is: ($row.ours / .ours), most: $most};

def agent($all):
  most("^flip zero-copy .* (bytes|allocations)$"; 0),
  most("^flip zero-copy .* syscalls$"; 8),
  most("^xl create to InitWait$"; 100000),
  most("^idle wake-ups$"; 0),
  beside($all; "flip zero-copy 1080p agent-instructions"; "flip copy 1080p agent-instructions"; 0.05),
  beside($all; "flip zero-copy 64-connectors agent-instructions";
    "flip zero-copy 1-connectors agent-instructions"; 1.20);

. as $all
| map(limits, agent($all))
| map(select(.is > .most))
| map("missed: \(.name) on \(.platform): \(.is * 1000 | round / 1000) times \(.what), at most \(.most)")
| .[]
