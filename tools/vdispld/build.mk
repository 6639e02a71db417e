# SPDX-License-Identifier: GPL-2.0-only
# libdrm's headers want their own folder in the search path.
CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)

common_control := tools/common/log.c tools/common/control.c tools/common/packet.c
vdispld_sources := $(filter-out tools/vdispld/main.c,$(wildcard tools/vdispld/*.c)) \
	tools/common/journal.c \
	$(common_control) tools/common/domain.c $(VDISPL_NODES)

$(eval $(call program,vdispld,tools/vdispld/main.c $(vdispld_sources),xenstore libuv libdrm libudev json-c inih libcap))

$(eval $(call unit_test,device_state,tools/vdispld/device_state.c))
$(eval $(call unit_test,backoff,tools/vdispld/backoff.c))
$(eval $(call unit_test,readiness,tools/vdispld/readiness.c $(VDISPL_NODES) tests/fake/xenstore.c))
$(eval $(call unit_test,device_config,tools/vdispld/device_config.c \
	tools/vdispld/frontend.c $(VDISPL_NODES) tests/fake/xenstore.c))
$(eval $(call unit_test,config,tools/vdispld/config.c tools/vdispld/config_file.c \
	tools/common/number.c,-linih))
$(eval $(call unit_test,privileges,tools/vdispld/privileges.c tools/common/log.c,-lcap))
$(eval $(call unit_test,outputs,tools/vdispld/outputs.c tools/vdispld/card.c \
	tools/vdispld/lease.c tools/vdispld/connection.c tools/vdispld/config.c \
	tools/common/log.c tests/fake/drm_card.c))
channel_sources := tests/unit/worker_channel_case.c tools/vdispld/worker_channel.c tools/common/packet.c
$(eval $(call unit_test,worker_channel,$(channel_sources)))
$(eval $(call unit_test,worker_channel_hostile,$(channel_sources)))
$(eval $(call unit_test,watchdog,tools/vdispld/watchdog.c,-luv))
$(eval $(call unit_test,worker,tools/vdispld/worker.c tools/vdispld/watchdog.c tools/vdispld/worker_channel.c \
	tools/common/packet.c,-luv))

# The broker as a whole, with faked workers in place of worker.c.
broker_sources := $(addprefix tools/vdispld/,broker.c device.c device_log.c device_outputs.c device_state.c \
	device_worker.c device_config.c config.c frontend.c backoff.c outputs.c card.c lease.c connection.c identify.c \
	orders.c plate.c) \
	tools/common/log.c tools/common/domain.c $(VDISPL_NODES) \
	tests/fake/xenstore.c tests/fake/drm_card.c tests/fake/worker.c
$(eval $(call unit_test,broker,tests/unit/broker_case.c $(broker_sources),-luv))
$(eval $(call unit_test,broker_trouble,tests/unit/broker_case.c $(broker_sources),-luv))
$(eval $(call unit_test,handover,tests/unit/broker_case.c tools/vdispld/handover.c \
	tools/common/control.c tools/common/packet.c $(broker_sources),-luv -ljson-c))
$(eval $(call unit_test,broker_mirror,tests/unit/broker_case.c $(broker_sources),-luv))
$(eval $(call unit_test,broker_outputs,tests/unit/broker_case.c $(broker_sources),-luv))
control_sources := tests/unit/control_case.c $(broker_sources) \
	$(addprefix tools/vdispld/,control_server.c control_commands.c control_events.c \
	control_outputs.c control_plane.c control_trace.c) tools/common/control.c tools/common/packet.c \
	tools/vdisplctl/client.c
$(eval $(call unit_test,control,$(control_sources),-luv -ljson-c))
$(eval $(call unit_test,control_watch,$(control_sources),-luv -ljson-c))
