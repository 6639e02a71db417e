# SPDX-License-Identifier: GPL-2.0-only
# The library. Programs of this tree have its one source among their own.
comma := ,
LIBGNTDMABUF_SRC := tools/libgntdmabuf/gntdmabuf.c
LIBGNTDMABUF_MAP := tools/libgntdmabuf/libgntdmabuf.map

all: $(B)/lib/libgntdmabuf.so $(B)/lib/libgntdmabuf.a

$(B)/lib/libgntdmabuf.so.$(VERSION): $(LIBGNTDMABUF_SRC) $(LIBGNTDMABUF_MAP)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -fPIC -std=gnu11 $(WARNINGS) -shared \
		-Wl,-soname,libgntdmabuf.so.0 -Wl,--version-script=$(LIBGNTDMABUF_MAP) \
		-Wl,-z,relro,-z,now -Wl,-z,defs $(LDFLAGS) -o $@ $<
$(B)/lib/libgntdmabuf.so: $(B)/lib/libgntdmabuf.so.$(VERSION)
	ln -sf $(<F) $(@D)/libgntdmabuf.so.0
	ln -sf libgntdmabuf.so.0 $@
$(B)/lib/libgntdmabuf.a: $(call objects,$(LIBGNTDMABUF_SRC))
	@mkdir -p $(@D)
	rm -f $@ && $(AR) rcs $@ $^

$(eval $(call unit_test,libgntdmabuf,$(LIBGNTDMABUF_SRC) tests/fake/gntdev.c,-Wl$(comma)--wrap=ioctl$(comma)--wrap=open$(comma)--wrap=read$(comma)--wrap=malloc))

# The examples, as they would be built against an installed library.
$(call objects,tools/libgntdmabuf/examples/export.c tools/libgntdmabuf/examples/import.c): \
	CPPFLAGS += -Itools/libgntdmabuf $(shell $(PKG_CONFIG) --cflags libdrm)
$(eval $(call program,gntdmabuf-export,tools/libgntdmabuf/examples/export.c $(LIBGNTDMABUF_SRC)))
$(eval $(call program,gntdmabuf-import,tools/libgntdmabuf/examples/import.c $(LIBGNTDMABUF_SRC),libdrm))
UNIT_TESTS += tools/libgntdmabuf/check-installed
