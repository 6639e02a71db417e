# SPDX-License-Identifier: GPL-2.0-only
# Programs to begin one's own with; they use nothing of this tree.
$(eval $(call program,plane-watch,tools/examples/plane-watch.c,json-c))
