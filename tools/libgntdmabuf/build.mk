# SPDX-License-Identifier: GPL-2.0-only
# The library. Programs of this tree have its one source among their own.
comma := ,
LIBGNTDMABUF_VERSION := 0.1.0
LIBGNTDMABUF_SRC := tools/libgntdmabuf/gntdmabuf.c
LIBGNTDMABUF_MAP := tools/libgntdmabuf/libgntdmabuf.map

all: $(B)/lib/libgntdmabuf.so $(B)/lib/libgntdmabuf.a $(B)/lib/pkgconfig/libgntdmabuf.pc

$(B)/lib/libgntdmabuf.so.$(LIBGNTDMABUF_VERSION): $(LIBGNTDMABUF_SRC) $(LIBGNTDMABUF_MAP)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -fPIC -std=gnu11 $(WARNINGS) -shared \
		-Wl,-soname,libgntdmabuf.so.0 -Wl,--version-script=$(LIBGNTDMABUF_MAP) \
		-Wl,-z,relro,-z,now -Wl,-z,defs $(LDFLAGS) -o $@ $<
$(B)/lib/libgntdmabuf.so: $(B)/lib/libgntdmabuf.so.$(LIBGNTDMABUF_VERSION)
	ln -sf $(<F) $(@D)/libgntdmabuf.so.0
	ln -sf libgntdmabuf.so.0 $@
$(B)/lib/libgntdmabuf.a: $(call objects,$(LIBGNTDMABUF_SRC))
	@mkdir -p $(@D)
	rm -f $@ && $(AR) rcs $@ $^
$(B)/lib/pkgconfig/libgntdmabuf.pc: tools/libgntdmabuf/libgntdmabuf.pc.in
	@mkdir -p $(@D)
	sed 's|@PREFIX@|/usr/local|; s|@VERSION@|$(LIBGNTDMABUF_VERSION)|' $< >$@

$(eval $(call unit_test,libgntdmabuf,$(LIBGNTDMABUF_SRC) tests/fake/gntdev.c,-Wl$(comma)--wrap=ioctl$(comma)--wrap=open$(comma)--wrap=read$(comma)--wrap=malloc))
