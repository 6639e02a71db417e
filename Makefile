# SPDX-License-Identifier: GPL-2.0-only
#
#   make            the programs and the library, under build/
#   make module     the kernel module for KDIR (default: the running kernel)
#   make demo       real Xen, a real guest, a picture (DOM0=pvh: on a PVH dom0)
#   make schema     the tables, manual pages and test vectors made from xenstore-schema/
#   make check      every test; the last line counts them
#   make install  programs, service and module on this machine (PREFIX, DESTDIR)
#   make check-unit the tests that need no Xen, under ASan and UBSan
#
# All output goes to build/. What is built, and from what, stands in the
# build.mk of each folder.

B := build
ifeq ($(origin CC),default)
CC := gcc
endif
PKG_CONFIG ?= pkg-config
KDIR ?= /lib/modules/$(shell uname -r)/build

WARNINGS := -Wall -Wextra -Werror -Wundef -Wvla -Wmissing-prototypes \
	-Wstrict-prototypes -Wpointer-arith -Wwrite-strings -Wno-unused-parameter
CPPFLAGS += -D_GNU_SOURCE -I. -Igntdev-dmabuf/include/uapi
CFLAGS ?= -O2 -g
HARDENING := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# V=1 shows the commands instead.
ifeq ($(V),1)
say = @:
else
say = @printf '  %-5s %s\n'
.SILENT:
endif

.PHONY: all module demo check check-unit clean
.DELETE_ON_ERROR:
all:

# Objects come in two kinds: for the programs, and under the sanitizers for the
# unit tests.
$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(say) CC $<
	$(CC) $(CPPFLAGS) $(CFLAGS) $(HARDENING) -std=gnu11 $(WARNINGS) -MMD -MP -c -o $@ $<
$(B)/san/%.o: %.c
	@mkdir -p $(@D)
	$(say) CC "$< (sanitized)"
	$(CC) $(CPPFLAGS) -O1 -g $(SANITIZE) -std=gnu11 $(WARNINGS) -MMD -MP -c -o $@ $<

objects = $(patsubst %.c,$(B)/obj/%.o,$(1))
san_objects = $(patsubst %.c,$(B)/san/%.o,$(1))

# $(call program,NAME,SOURCES,PKG-CONFIG NAMES,FURTHER LINKER FLAGS): build/bin/NAME
define program
all: $(B)/bin/$(1)
$(B)/bin/$(1): $(call objects,$(2))
	@mkdir -p $$(@D)
	$$(say) LINK $$@
	$$(CC) $$(CFLAGS) -pie -Wl,-z,relro,-z,now $$(LDFLAGS) -o $$@ $$^ $$(if $(3),$$$$($$(PKG_CONFIG) --libs $(3))) $(4)
DEPS += $(patsubst %.c,$(B)/obj/%.d,$(2))
endef

# $(call unit_test,NAME,SOURCES,FURTHER LINKER FLAGS): build/unit/test_NAME, which
# is tests/unit/test_NAME.c, the sources under test and the fakes beneath them.
define unit_test
UNIT_TESTS += $(B)/unit/test_$(1)
$(B)/unit/test_$(1): $(call san_objects,tests/unit/test_$(1).c tests/unit/test.c $(2))
	@mkdir -p $$(@D)
	$$(say) LINK $$@
	$$(CC) $(SANITIZE) -o $$@ $$^ -lcunit $(3)
DEPS += $(patsubst %.c,$(B)/san/%.d,tests/unit/test_$(1).c tests/unit/test.c $(2))
endef

# The schema first: its variables name what the programs link with.
include $(wildcard xenstore-schema/build.mk tools/*/build.mk tests/*/build.mk)
include config/install.mk

module:
	$(MAKE) -C gntdev-dmabuf KDIR=$(KDIR)

DOM0 ?= pv

demo: tests-setup
	$(MAKE) --no-print-directory -j2 all
	tests/demo $(DOM0)

check: tests-setup
	$(MAKE) --no-print-directory -j2 all unit-tests
	tests/check $(UNIT_TESTS)

.PHONY: tests-setup unit-tests
tests-setup:
	tests/setup

unit-tests: $(UNIT_TESTS)

check-unit: $(UNIT_TESTS)
	tests/tally $(UNIT_TESTS)

clean:
	rm -rf $(filter-out $(B)/cache,$(wildcard $(B)/*))

-include $(DEPS)
