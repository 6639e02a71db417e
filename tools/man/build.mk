# SPDX-License-Identifier: GPL-2.0-only
MAN_PAGES := $(patsubst tools/man/%.scd,$(B)/man/%,$(wildcard tools/man/*.scd))

all: $(MAN_PAGES)
$(B)/man/%: tools/man/%.scd
	@mkdir -p $(@D)
	scdoc < $< > $@
