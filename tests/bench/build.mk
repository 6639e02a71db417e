# SPDX-License-Identifier: GPL-2.0-only
# What `make bench` runs in dom0.
BENCH_SOURCES := gd-bench figures ours mainline
$(BENCH_SOURCES:%=$(B)/obj/tests/bench/%.o): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)
$(eval $(call program,gd-bench,$(BENCH_SOURCES:%=tests/bench/%.c),xengnttab libdrm))

PLATFORMS ?= pv pvh arm64

.PHONY: bench
bench: tests-setup
	$(MAKE) --no-print-directory -j2 all
	tests/bench/agent $(filter pv,$(PLATFORMS))
	tests/bench/run $(PLATFORMS)

# The agent's: what steps through a worker, on x86 only, and one that has to copy.
$(B)/obj/tests/bench/copying.o: CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)
ifneq ($(findstring x86_64,$(shell $(CC) -dumpmachine)),)
$(eval $(call program,stepper,tests/bench/stepper.c))
endif
COPYING_WRAP := -Wl,--wrap=card_import
$(eval $(call program,copying-worker,tests/bench/copying.c $(WORKER_SOURCES),\
	libdrm libuv libseccomp xengnttab xenevtchn,$(COPYING_WRAP)))
