# SPDX-License-Identifier: GPL-2.0-only
# The sandbox, tried from within: without Xen as a unit test, and as a worker.
CAPTIVE := $(addprefix tests/captive/,try.c host.c)
CAPTIVE_WRAPS := -Wl,--wrap=sandbox_enter -Wl,--wrap=filter_install
CAPTIVE_WORKER_WRAPS := -Wl,--wrap=session_receive_setup -Wl,--wrap=session_send_ready
CAPTIVE_WORKER := $(CAPTIVE) $(addprefix tests/captive/,worker.c xen.c card.c outputs.c)
$(call objects,$(CAPTIVE_WORKER)): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)

$(eval $(call program,captive,$(CAPTIVE) tests/captive/host_only.c \
	$(addprefix tools/vdispl-worker/,sandbox.c filter.c) tools/common/log.c,libseccomp,\
	$(CAPTIVE_WRAPS) -pthread))
UNIT_TESTS += $(B)/bin/captive

$(eval $(call program,captive-worker,$(CAPTIVE_WORKER) $(WORKER_SOURCES),\
	libdrm libuv libseccomp xengnttab xenevtchn,\
	$(CAPTIVE_WRAPS) $(CAPTIVE_WORKER_WRAPS) -pthread))
