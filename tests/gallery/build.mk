# SPDX-License-Identifier: GPL-2.0-only
.PHONY: screenshots
screenshots: tests-setup
	$(MAKE) --no-print-directory -j2 all
	tests/gallery/run
