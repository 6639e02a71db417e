# SPDX-License-Identifier: GPL-2.0-only
# make schema: xenstore-schema/generated/ from xenstore-schema/*.yaml. The files are
# committed; the unit tests fail when they are not what this writes.
#
# A program that reads vdispl nodes links $(VDISPL_NODES).
SCHEMAS := vdispl vkbd vfb
SCHEMA_RUNTIME := $(wildcard xenstore-schema/runtime/*.c)
SCHEMA_GENERATOR := $(filter-out %/main.c,$(wildcard xenstore-schema/generator/*.c))
SCHEMA_TABLES := $(SCHEMAS:%=xenstore-schema/generated/%_schema.c)
VDISPL_TABLE := xenstore-schema/generated/vdispl_schema.c
VDISPL_NODES := tools/common/node.c tools/common/xenstore.c tools/common/number.c \
	$(SCHEMA_RUNTIME) $(VDISPL_TABLE)

$(eval $(call program,xenstore-schema-gen,$(SCHEMA_GENERATOR) $(SCHEMA_RUNTIME) \
	xenstore-schema/generator/main.c,yaml-0.1))

.PHONY: schema
schema: $(B)/bin/xenstore-schema-gen
	$< xenstore-schema/generated $(SCHEMAS:%=xenstore-schema/%.yaml)

$(eval $(call unit_test,schema_value,$(SCHEMA_RUNTIME) $(SCHEMA_TABLES)))
$(eval $(call unit_test,schema_path,$(SCHEMA_RUNTIME) $(SCHEMA_TABLES)))
$(eval $(call unit_test,schema_dump,$(SCHEMA_RUNTIME) $(SCHEMA_TABLES)))
$(eval $(call unit_test,schema_header,$(SCHEMA_TABLES)))
$(eval $(call unit_test,schema_generator,$(SCHEMA_GENERATOR) $(SCHEMA_RUNTIME),-lyaml))

# What the installed headers call the nodes, for the test that compares; written
# anew each time, as nothing else would notice that a package was upgraded.
$(B)/unit/test_schema_header: | $(B)/schema/vdispl.macros $(B)/schema/vkbd.macros
.PHONY: schema-headers
$(B)/schema/%.macros: xenstore-schema/%.yaml schema-headers
	@mkdir -p $(@D)
	@sed -n 's/^header: \(.*\)/#include <\1>/p' $< | $(CC) -E -dM - >$@

# The manual pages.
all: $(SCHEMAS:%=$(B)/man/xenstore-%.7)
$(B)/man/xenstore-%.7: xenstore-schema/generated/xenstore-%.7.scd
	@mkdir -p $(@D)
	scdoc <$< >$@

# That nobody goes round the tables.
UNIT_TESTS += tests/unit/schema_names
