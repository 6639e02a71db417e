# SPDX-License-Identifier: GPL-2.0-only
vdisplctl_sources := $(filter-out tools/vdisplctl/main.c,$(wildcard tools/vdisplctl/*.c)) \
	tools/common/control.c tools/common/packet.c

$(eval $(call program,vdisplctl,tools/vdisplctl/main.c $(vdisplctl_sources),libpng json-c))
$(eval $(call unit_test,picture,tools/vdisplctl/picture.c tools/vdisplctl/png.c,-lpng))
