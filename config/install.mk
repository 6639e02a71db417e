# SPDX-License-Identifier: GPL-2.0-only
#
#   make install [DESTDIR=...] [PREFIX=/usr/local]
#
# Programs, library, manual pages, service; the kernel module's source for DKMS, which
# builds and loads it unless DESTDIR is set.
PREFIX ?= /usr/local
MODULE_VERSION := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' gntdev-dmabuf/dkms.conf)
MODULE_SOURCE := /usr/src/gntdev-dmabuf-$(MODULE_VERSION)

.PHONY: install install-programs install-module
install: install-programs install-module

install-programs: all
	install -d $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/libexec $(DESTDIR)$(PREFIX)/lib/pkgconfig \
		$(DESTDIR)$(PREFIX)/include/xen $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/man/man7 $(DESTDIR)$(PREFIX)/share/man/man8 \
		$(DESTDIR)/etc/modules-load.d $(DESTDIR)/etc/systemd/system
	install $(B)/bin/vdispld $(B)/bin/vdisplctl $(DESTDIR)$(PREFIX)/sbin
	install $(B)/bin/vdispl-worker $(DESTDIR)$(PREFIX)/libexec
	cp -P $(B)/lib/libgntdmabuf.* $(DESTDIR)$(PREFIX)/lib
	sed 's|/usr/local|$(PREFIX)|' $(B)/lib/pkgconfig/libgntdmabuf.pc \
		>$(DESTDIR)$(PREFIX)/lib/pkgconfig/libgntdmabuf.pc
	install -m 644 tools/libgntdmabuf/gntdmabuf.h $(DESTDIR)$(PREFIX)/include
	install -m 644 gntdev-dmabuf/include/uapi/xen/gntdev-dmabuf.h $(DESTDIR)$(PREFIX)/include/xen
	for page in $(B)/man/*.[178]; do \
		install -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}; done
	install -m 644 config/modules-load.d/vdispld.conf $(DESTDIR)/etc/modules-load.d
	sed 's|/usr/sbin|$(PREFIX)/sbin|' config/systemd/vdispld.service \
		>$(DESTDIR)/etc/systemd/system/vdispld.service

install-module:
	install -d $(DESTDIR)$(MODULE_SOURCE)
	cp -R gntdev-dmabuf/. $(DESTDIR)$(MODULE_SOURCE)
ifeq ($(DESTDIR),)
	ldconfig
	dkms remove gntdev-dmabuf/$(MODULE_VERSION) --all >/dev/null 2>&1 || :
	dkms install gntdev-dmabuf/$(MODULE_VERSION)
	systemctl daemon-reload || :
	modprobe gntdev-dmabuf || echo "the module loads once the machine runs under Xen"
endif
