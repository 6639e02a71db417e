# SPDX-License-Identifier: GPL-2.0-only
# libdrm's headers want their own folder in the search path.
CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)

common_control := tools/common/log.c tools/common/control.c tools/common/packet.c
vdispld_sources := $(filter-out tools/vdispld/main.c,$(wildcard tools/vdispld/*.c)) \
	$(common_control) tools/common/xenstore.c

$(eval $(call program,vdispld,tools/vdispld/main.c $(vdispld_sources),xenstore libuv libdrm json-c))

$(eval $(call unit_test,device_state,tools/vdispld/device_state.c))
$(eval $(call unit_test,backoff,tools/vdispld/backoff.c))
$(eval $(call unit_test,device_config,tools/vdispld/device_config.c \
	tools/vdispld/frontend.c tools/common/xenstore.c tests/fake/xenstore.c))
$(eval $(call unit_test,outputs,tools/vdispld/outputs.c tools/vdispld/card.c \
	tools/vdispld/lease.c tools/vdispld/connection.c tools/common/log.c \
	tests/fake/drm_card.c))
$(eval $(call unit_test,worker_channel,tools/vdispld/worker_channel.c tools/common/packet.c))
$(eval $(call unit_test,worker,tools/vdispld/worker.c tools/vdispld/worker_channel.c \
	tools/common/packet.c,-luv))

# The broker as a whole, with faked workers in place of worker.c.
broker_sources := $(addprefix tools/vdispld/,broker.c device.c device_state.c \
	device_config.c frontend.c backoff.c outputs.c card.c lease.c connection.c) \
	tools/common/log.c tools/common/xenstore.c \
	tests/fake/xenstore.c tests/fake/drm_card.c tests/fake/worker.c
$(eval $(call unit_test,broker,$(broker_sources),-luv))
$(eval $(call unit_test,control,$(broker_sources) tools/vdispld/control_server.c \
	tools/vdispld/control_commands.c tools/common/control.c tools/common/packet.c \
	tools/vdisplctl/client.c tools/vdisplctl/target.c tools/vdisplctl/cmd_list.c,\
	-luv -ljson-c))
