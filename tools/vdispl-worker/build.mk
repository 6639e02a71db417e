# SPDX-License-Identifier: GPL-2.0-only
WORKER := tools/vdispl-worker
WORKER_SOURCES := $(wildcard $(WORKER)/*.c) tools/common/log.c \
	tools/libgntdmabuf/gntdmabuf.c

$(call objects,$(WORKER_SOURCES)): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)
$(call san_objects,$(WORKER_SOURCES)): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)

$(eval $(call program,vdispl-worker,$(WORKER_SOURCES),\
	libdrm libuv libseccomp xengnttab xenevtchn))

# Its unit tests, over the fakes of Xen, the card and the module.
WORKER_FAKES := $(addprefix tests/fake/,fault.c drm.c gntdmabuf.c xen.c) tools/common/log.c
WORKER_WRAPS := -Wl,--wrap=mmap,--wrap=munmap,--wrap=ioctl -luv
worker_sources = $(patsubst %,$(WORKER)/%.c,$(1))

$(eval $(call unit_test,validate,$(call worker_sources,validate violation format frame)))
$(eval $(call unit_test,ring,$(call worker_sources,ring frame) tests/fake/xen.c tests/fake/fault.c))
$(eval $(call unit_test,pixels,$(call worker_sources,format convert placement pacer)))
$(eval $(call unit_test,output,$(call worker_sources,output output_headless format violation pacer) tools/common/log.c,-luv))
$(eval $(call unit_test,buffer,$(call worker_sources,buffer scanout card format violation) $(WORKER_FAKES),$(WORKER_WRAPS)))
$(eval $(call unit_test,kms,$(call worker_sources,output_kms output kms_atomic modes copy convert placement pacer buffer scanout card format violation) $(WORKER_FAKES),$(WORKER_WRAPS)))
$(eval $(call unit_test,session,$(WORKER)/session.c tests/fake/fault.c tools/common/log.c,-luv))
$(eval $(call unit_test,transport,$(call worker_sources,transport ring frame) tests/fake/fault.c tests/fake/xen.c tools/common/log.c,-luv))
$(eval $(call unit_test,ops,$(call worker_sources,ops validate transport ring frame output_headless output pacer buffer scanout card format violation) $(WORKER_FAKES),$(WORKER_WRAPS)))

WORKER_TESTS := $(addprefix tests/unit/test_,validate.c pixels.c output.c buffer.c kms.c ops.c)
$(call san_objects,$(WORKER_TESTS) $(WORKER_FAKES)): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)
