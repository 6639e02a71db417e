# SPDX-License-Identifier: GPL-2.0-only
vdisplctl_sources := $(filter-out tools/vdisplctl/main.c,$(wildcard tools/vdisplctl/*.c)) \
	$(wildcard tools/vdisplctl/check/*.c tools/vdisplctl/doctor/*.c) \
	tools/common/control.c tools/common/packet.c \
	tools/common/domain.c $(VDISPL_NODES)

$(eval $(call program,vdisplctl,tools/vdisplctl/main.c $(vdisplctl_sources),\
	libpng json-c xenstore xencontrol,-lxlutil))
$(eval $(call unit_test,picture,tools/vdisplctl/picture.c tools/vdisplctl/png.c,-lpng))

# The checks, each with its vectors in tests/vectors/.
vdisplctl_findings := tools/vdisplctl/finding.c tools/vdisplctl/suggest.c \
	tools/common/number.c $(SCHEMA_RUNTIME) $(VDISPL_TABLE)
$(eval $(call unit_test,check_config,$(addprefix tools/vdisplctl/check/,config.c entry.c \
	connector.c guest.c) tools/vdisplctl/host_outputs.c tools/vdisplctl/xen_limits.c \
	$(vdisplctl_findings),-lxlutil -ljson-c))
$(eval $(call unit_test,check_store,$(addprefix tools/vdisplctl/check/,snapshot.c dump.c \
	live.c store.c device.c) tools/vdisplctl/finding.c tools/common/domain.c $(VDISPL_NODES) \
	tests/fake/xenstore.c,-ljson-c))

$(eval $(call unit_test,doctor,$(wildcard tools/vdisplctl/doctor/*.c) \
	$(addprefix tools/vdisplctl/,host_outputs.c text.c xen_limits.c) tools/common/control.c \
	tools/common/packet.c tools/common/domain.c $(VDISPL_NODES) tests/fake/xenstore.c,-ljson-c))
$(eval $(call unit_test,trace_text,tools/vdisplctl/trace_text.c tools/vdisplctl/text.c \
	tools/common/control.c tools/common/packet.c,-ljson-c))
$(eval $(call unit_test,tables,$(addprefix tools/vdisplctl/,cmd_list.c cmd_show.c cmd_outputs.c \
	cmd_buffers.c cmd_plane.c cmd_top.c plane.c picture.c rates.c devices.c client.c target.c arguments.c suggest.c text.c host_outputs.c \
	module_buffers.c) tools/common/control.c tools/common/packet.c tools/common/number.c \
	xenstore-schema/runtime/unknown.c xenstore-schema/runtime/text.c \
	xenstore-schema/runtime/names.c,-ljson-c))

UNIT_TESTS += tests/unit/vdisplctl_cli tests/unit/completion
tests/unit/vdisplctl_cli tests/unit/completion: | $(B)/bin/vdisplctl

# Generated, committed, and compared by a test.
.PHONY: docs
docs: $(B)/bin/vdisplctl
	$< doctor --book >docs/troubleshooting.md
