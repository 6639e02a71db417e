# SPDX-License-Identifier: GPL-2.0-only
#
#   make fuzz [SECONDS=60] [FUZZERS="ring store"]    each of them for so long
#
# What a run finds worth keeping goes to build/fuzz/NAME.corpus, an input that
# breaks something to build/fuzz/NAME-*. The corpus in corpus/ is replayed by the
# unit tests: inputs that are there for a reason have its name, found-* are those of
# a run that reached what no other did (build/fuzz/NAME -merge=1).
SECONDS ?= 60
FUZZ_SANITIZE := -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all

fuzz_objects = $(patsubst %.c,$(B)/fuzz/%.o,$(1))
$(B)/fuzz/%.o: %.c
	@mkdir -p $(@D)
	$(say) CLANG "$< (fuzzed)"
	clang $(CPPFLAGS) -O1 -g $(FUZZ_SANITIZE) -std=gnu11 $(WARNINGS) -MMD -MP -c -o $@ $<

# $(call fuzzer,NAME,SOURCES,FURTHER LINKER FLAGS): tests/fuzz/NAME.c
# and the sources under test, as build/fuzz/NAME (clang, libFuzzer) and as the
# unit test build/unit/replay_NAME
define fuzzer
FUZZ_PROGRAMS += $(B)/fuzz/$(1)
$(B)/fuzz/$(1): $(call fuzz_objects,tests/fuzz/$(1).c $(2))
	$$(say) LINK $$@
	clang $(FUZZ_SANITIZE) -o $$@ $$^ $(3)
UNIT_TESTS += $(B)/unit/replay_$(1)
$(B)/unit/replay_$(1): $(call san_objects,tests/fuzz/$(1).c tests/fuzz/replay.c $(2))
	@mkdir -p $$(@D)
	$$(say) LINK $$@
	$$(CC) $(SANITIZE) -o $$@ $$^ $(3)
DEPS += $(foreach kind,fuzz san,$(patsubst %.c,$(B)/$(kind)/%.d,\
	tests/fuzz/$(1).c tests/fuzz/replay.c $(2)))
endef

# The module's pure logic.
$(foreach name,accounting directory life runs,\
	$(eval $(call fuzzer,$(name),gntdev-dmabuf/$(name).c)))
$(foreach name,segments tally,$(eval $(call fuzzer,$(name),)))

# What a guest shows the worker.
$(eval $(call fuzzer,ring,$(call worker_sources,ring frame) tests/fake/xen.c tests/fake/fault.c))
$(eval $(call fuzzer,request,$(call worker_sources,validate violation format frame)))

# What a guest writes into the store, what a worker that it has taken over sends
# to the broker, and what a local client asks.
$(eval $(call fuzzer,store,tools/vdispld/device_config.c tools/vdispld/frontend.c \
	$(VDISPL_NODES) tests/fake/xenstore.c))
$(eval $(call fuzzer,schema_value,$(SCHEMA_RUNTIME) $(SCHEMA_TABLES)))
$(eval $(call fuzzer,schema_path,$(SCHEMA_RUNTIME) $(SCHEMA_TABLES)))
$(eval $(call fuzzer,worker_channel,tools/vdispld/worker_channel.c \
	tools/common/packet.c tests/fake/fault.c))
$(eval $(call fuzzer,control,$(broker_sources) tools/vdispld/control_commands.c tools/vdispld/control_plane.c \
	tools/vdispld/control_trace.c tools/vdispld/control_events.c tools/vdispld/control_outputs.c \
	tools/common/control.c tools/common/packet.c,-luv -ljson-c))

# What an administrator writes.
$(eval $(call fuzzer,config,tools/vdispld/config.c tools/vdispld/config_file.c \
	tools/common/number.c,-linih))

FUZZERS ?= $(notdir $(FUZZ_PROGRAMS))

.PHONY: fuzz fuzzers
fuzzers: $(FUZZ_PROGRAMS)
fuzz: tests-setup
	$(MAKE) --no-print-directory -j2 $(FUZZERS:%=$(B)/fuzz/%)
	tests/fuzz/run $(SECONDS) $(FUZZERS:%=$(B)/fuzz/%)
