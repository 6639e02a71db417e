# SPDX-License-Identifier: GPL-2.0-only
.PHONY: check-install
check-install: deb
	$(MAKE) --no-print-directory -j2 all
	tests/install/run
