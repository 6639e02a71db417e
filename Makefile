# SPDX-License-Identifier: GPL-2.0-only
#
#   make            the programs and the library, under build/
#   make module     the kernel module for KDIR (default: the running kernel)
#   make demo       real Xen, a real guest, a picture (DOM0=pvh: on a PVH dom0)
#   make screenshots  docs/gallery.md and its pictures
#   make schema     the tables, manual pages and test vectors made from xenstore-schema/
#   make check      every test; the last line counts them
#   make bench      what things cost, to docs/benchmarks.md; fails when it is too much
#                   (PLATFORMS="pv pvh arm64")
#   make check-stress  the kernel module under stress for 600 s (STRESS=seconds, SEED=number)
#   make check-debug   the kernel module on debug kernels, which are built first
#   make check-weston  Debian's weston in a guest, and its picture (DOM0=pvh: on a PVH dom0)
#   make install  programs, service and module on this machine (PREFIX, DESTDIR)
#   make uninstall  ... and away again, with the same variables
#   make deb        Debian packages of the same, in build/deb (DEB_HOST_ARCH=arm64)
#   make check-deb  ... and lintian has nothing to say about them
#   make check-install  ... in a Debian dom0, as docs/install.md has it, and a picture
#   make check-unit the tests that need no Xen, under ASan and UBSan
#   make check-builds the module for every 6.1 and 6.12 kernel that Debian offers
#   make fuzz       every fuzzer for a while (SECONDS=60, FUZZERS="ring store")
#
# All output goes to build/. What is built, and from what, stands in the
# build.mk of each folder.

B := build
ifeq ($(origin CC),default)
CC := gcc
endif
PKG_CONFIG ?= pkg-config
KDIR ?= /lib/modules/$(shell uname -r)/build
# Of everything here. It stands where DKMS reads it.
VERSION := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' gntdev-dmabuf/dkms.conf)

WARNINGS := -Wall -Wextra -Werror -Wundef -Wvla -Wmissing-prototypes \
	-Wstrict-prototypes -Wpointer-arith -Wwrite-strings -Wno-unused-parameter
CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I. -Igntdev-dmabuf/include/uapi
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

ifeq ($(MAKECMDGOALS)$(shell command -v $(PKG_CONFIG)),)
$(error what building needs is not there: tests/setup installs it, as root)
endif

.PHONY: all module demo check check-unit check-builds clean
.DELETE_ON_ERROR:
all:

# Objects come in two kinds: for the programs, and under the sanitizers for the
# unit tests, where char is unsigned, as it is on arm64.
$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(say) CC $<
	$(CC) $(CPPFLAGS) $(CFLAGS) $(HARDENING) -std=gnu11 $(WARNINGS) -MMD -MP -c -o $@ $<
$(B)/san/%.o: %.c
	@mkdir -p $(@D)
	$(say) CC "$< (sanitized)"
	$(CC) $(CPPFLAGS) -O1 -g $(SANITIZE) -funsigned-char -std=gnu11 $(WARNINGS) -MMD -MP -c -o $@ $<

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
include config/install.mk config/deb.mk

module:
	$(MAKE) -C gntdev-dmabuf KDIR=$(KDIR)

DOM0 ?= pv

demo: tests-setup
	$(MAKE) --no-print-directory -j2 all
	tests/demo $(DOM0)

check: tests-setup
	$(MAKE) --no-print-directory -j2 all unit-tests
	tests/check $(UNIT_TESTS)

# What takes too long for every day.
STRESS ?= 600
SEED ?= 1
export SEED
.PHONY: check-stress check-debug
check-stress check-debug: tests-setup
	$(MAKE) --no-print-directory -j2 all
	tests/$@ $(STRESS)

.PHONY: tests-setup unit-tests
tests-setup:
	tests/setup

unit-tests: $(UNIT_TESTS)

check-unit: $(UNIT_TESTS)
	tests/tally $(UNIT_TESTS)

check-builds:
	tests/builds/run

clean:
	rm -rf $(filter-out $(B)/cache,$(wildcard $(B)/*))

-include $(DEPS)
