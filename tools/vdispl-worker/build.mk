# SPDX-License-Identifier: GPL-2.0-only
WORKER := tools/vdispl-worker
WORKER_SOURCES := $(wildcard $(WORKER)/*.c) tools/common/log.c tools/common/packet.c \
	tools/libgntdmabuf/gntdmabuf.c $(VDISPL_TABLE)

$(call objects,$(WORKER_SOURCES)): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)
$(call san_objects,$(WORKER_SOURCES)): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)

$(eval $(call program,vdispl-worker,$(WORKER_SOURCES),\
	libdrm libuv libseccomp xengnttab xenevtchn))

# Its unit tests, over the fakes of Xen, the card and the module.
WORKER_FAKES := $(addprefix tests/fake/,fault.c drm.c drm_buffers.c gntdmabuf.c xen.c) tools/common/log.c
WORKER_WRAPS := -Wl,--wrap=mmap,--wrap=munmap,--wrap=ioctl -luv
buffer_sources := buffer view loans memory scanout card format violation
worker_sources = $(patsubst %,$(WORKER)/%.c,$(1))

$(eval $(call unit_test,validate,$(call worker_sources,validate violation format frame)))
$(eval $(call unit_test,ring,$(call worker_sources,ring frame) tests/fake/xen.c tests/fake/fault.c))
$(eval $(call unit_test,pixels,$(call worker_sources,format convert placement fit pacer)))
$(eval $(call unit_test,output,$(call worker_sources,output latency output_headless edid format violation pacer) tools/common/log.c,-luv))
$(eval $(call unit_test,buffer,$(call worker_sources,$(buffer_sources) frame) \
	tests/unit/buffer_case.c $(WORKER_FAKES),$(WORKER_WRAPS)))
$(eval $(call unit_test,view,$(call worker_sources,$(buffer_sources) frame) $(WORKER_FAKES),$(WORKER_WRAPS)))
kms_sources := $(call worker_sources,output_kms fit output latency kms kms_atomic kms_legacy modes copy convert placement pacer edid edid_host frame $(buffer_sources)) \
	tests/unit/kms_case.c $(WORKER_FAKES)
$(eval $(call unit_test,kms,$(kms_sources),$(WORKER_WRAPS)))
$(eval $(call unit_test,kms_copy,$(kms_sources),$(WORKER_WRAPS)))
$(eval $(call unit_test,kms_scaled,$(kms_sources),$(WORKER_WRAPS)))
outputs_sources := $(call worker_sources,outputs mirror output_headless) tests/unit/outputs_case.c \
	$(filter-out tests/unit/kms_case.c,$(kms_sources))
$(eval $(call unit_test,worker_outputs,$(outputs_sources),$(WORKER_WRAPS)))
$(eval $(call unit_test,mirror,$(outputs_sources),$(WORKER_WRAPS)))
session_sources := tests/unit/session_case.c $(call worker_sources,session trace) \
	tests/fake/fault.c tools/common/log.c tools/common/packet.c
$(eval $(call unit_test,session,$(session_sources),-luv))
$(eval $(call unit_test,session_watch,$(session_sources),-luv))
$(eval $(call unit_test,transport,$(call worker_sources,transport ring frame) tests/fake/fault.c tests/fake/xen.c tools/common/log.c $(VDISPL_TABLE),-luv))
$(eval $(call unit_test,ops,$(call worker_sources,ops mirror trace validate transport ring frame output_headless output latency edid delivery pacer $(buffer_sources)) $(WORKER_FAKES) $(VDISPL_TABLE),$(WORKER_WRAPS)))
$(eval $(call unit_test,latency,$(call worker_sources,latency)))
$(eval $(call unit_test,trace,$(call worker_sources,trace),-luv))
$(eval $(call unit_test,edid,$(call worker_sources,edid)))
$(eval $(call unit_test,memory,$(call worker_sources,$(buffer_sources) frame) \
	tests/unit/buffer_case.c $(WORKER_FAKES),$(WORKER_WRAPS)))

WORKER_TESTS := $(addprefix tests/unit/,kms_case.c buffer_case.c outputs_case.c) \
	$(addprefix tests/unit/test_,kms_copy.c worker_outputs.c mirror.c memory.c validate.c pixels.c output.c buffer.c view.c kms.c ops.c)
$(call san_objects,$(WORKER_TESTS) $(WORKER_FAKES)): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)
