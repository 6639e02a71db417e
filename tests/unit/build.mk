# SPDX-License-Identifier: GPL-2.0-only
# One line a test: its name, the sources under test, the fakes beneath them.
$(eval $(call unit_test,log,tools/common/log.c))
