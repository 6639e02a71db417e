# SPDX-License-Identifier: GPL-2.0-only
WORKER := tools/vdispl-worker
WORKER_SOURCES := $(wildcard $(WORKER)/*.c) tools/common/log.c \
	tools/libgntdmabuf/gntdmabuf.c

$(call objects,$(WORKER_SOURCES)): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)
$(call san_objects,$(WORKER_SOURCES)): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)

$(eval $(call program,vdispl-worker,$(WORKER_SOURCES),\
	libdrm libuv libseccomp xengnttab xenevtchn))
