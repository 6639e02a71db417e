# SPDX-License-Identifier: GPL-2.0-only
#
#   make install|uninstall [DESTDIR=...] [PREFIX=/usr/local] [OPENRC=/etc/init.d]
#
# Programs, library, manual pages, service; the kernel module's source for DKMS, which
# builds and loads it unless DESTDIR is set. `make deb` makes packages of the same.
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
UNITDIR ?= /etc/systemd/system
MODULE_SOURCE := /usr/src/gntdev-dmabuf-$(VERSION)

# $(call install,MODE,FILES,DIRECTORY)
install = install -d $(DESTDIR)$(3) && install -m $(1) $(2) $(DESTDIR)$(3)

.PHONY: install install-programs install-module uninstall
install: install-programs install-module

install-programs: all
	$(call install,755,$(B)/bin/vdispld $(B)/bin/vdisplctl,$(PREFIX)/sbin)
	$(call install,755,$(B)/bin/vdispl-worker,$(PREFIX)/libexec)
	$(call install,644,$(B)/lib/libgntdmabuf.a $(B)/lib/libgntdmabuf.so.$(VERSION),$(LIBDIR))
	cp -P $(B)/lib/libgntdmabuf.so $(B)/lib/libgntdmabuf.so.0 $(DESTDIR)$(LIBDIR)
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@LIBDIR@|$(LIBDIR:$(PREFIX)/%=$${prefix}/%)|' \
		tools/libgntdmabuf/libgntdmabuf.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/libgntdmabuf.pc
	$(call install,644,tools/libgntdmabuf/gntdmabuf.h,$(PREFIX)/include)
	$(call install,644,gntdev-dmabuf/include/uapi/xen/gntdev-dmabuf.h,$(PREFIX)/include/xen)
	$(call install,644,tools/libgntdmabuf/examples/*.c,$(PREFIX)/share/doc/libgntdmabuf/examples)
	for section in 1 3 4 5 7 8; do \
		$(call install,644,$(B)/man/*.$$section,$(PREFIX)/share/man/man$$section) || exit; done
	$(call install,644,README.md docs/*,$(PREFIX)/share/doc/vdispl)
	$(call install,644,config/xl/*,$(PREFIX)/share/doc/vdispl/examples)
	$(call install,644,config/completion/vdisplctl,$(PREFIX)/share/bash-completion/completions)
	$(call install,644,config/completion/_vdisplctl,$(PREFIX)/share/zsh/site-functions)
	test -e $(DESTDIR)/etc/vdispld.conf || \
		{ $(call install,644,config/vdispld.conf,/etc); }
	$(call install,644,config/modules-load.d/*,$(PREFIX)/lib/modules-load.d)
	$(call install,644,config/udev/*,$(PREFIX)/lib/udev/rules.d)
	$(call install,644,config/systemd/*,$(UNITDIR))
	sed -i 's|/usr/sbin|$(PREFIX)/sbin|' $(DESTDIR)$(UNITDIR)/*.service
ifneq ($(OPENRC),)
	$(call install,755,config/openrc/vdispld,$(OPENRC))
	sed -i 's|/usr/sbin|$(PREFIX)/sbin|' $(DESTDIR)$(OPENRC)/vdispld
endif

module_files := $(addprefix gntdev-dmabuf/,dkms.conf Kbuild Makefile include) \
	$(filter-out %.mod.c,$(wildcard gntdev-dmabuf/*.[ch]))

install-module:
	install -d $(DESTDIR)$(MODULE_SOURCE)
	cp -R $(module_files) $(DESTDIR)$(MODULE_SOURCE)
ifeq ($(DESTDIR),)
	ldconfig
	dkms remove gntdev-dmabuf/$(VERSION) --all >/dev/null 2>&1 || :
	dkms install gntdev-dmabuf/$(VERSION)
	systemctl daemon-reload || :
	modprobe gntdev-dmabuf || echo "the module loads once the machine runs under Xen"
endif

# What install-programs would install is what goes, with the same variables; settings stay.
uninstall:
	rm -rf $(B)/uninstall
	$(MAKE) --no-print-directory install-programs DESTDIR=$(abspath $(B)/uninstall)
	cd $(B)/uninstall && find . ! -type d ! -path ./etc/vdispld.conf -printf '$(DESTDIR)/%P\n' | \
		xargs -d '\n' rm -f
	rm -rf $(DESTDIR)$(MODULE_SOURCE)
ifeq ($(DESTDIR),)
	dkms remove gntdev-dmabuf/$(VERSION) --all || :
	systemctl daemon-reload || :
endif
