# SPDX-License-Identifier: GPL-2.0-only
# Debian packages of what `make install` installs, in build/deb/.
.PHONY: deb check-deb
deb:
	config/make-deb $(VERSION)
check-deb: deb
	config/check-deb
