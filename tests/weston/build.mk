# SPDX-License-Identifier: GPL-2.0-only
.PHONY: check-weston
check-weston: tests-setup
	$(MAKE) --no-print-directory -j2 all
	tests/weston/run --dom0=$(DOM0)
