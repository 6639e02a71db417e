# SPDX-License-Identifier: GPL-2.0-only
# One line a test: its name, the sources under test, the fakes beneath them.
$(eval $(call unit_test,log,tools/common/log.c))
$(eval $(call unit_test,journal,tools/common/journal.c tools/common/log.c))

UNIT_TESTS += tests/unit/config_files tests/unit/openrc_service
tests/unit/config_files: | $(B)/bin/vdisplctl $(B)/bin/vdispld
