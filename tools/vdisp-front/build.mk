# SPDX-License-Identifier: GPL-2.0-only
# The reference front end: a library, a program that shows the test card with it,
# and its hostile twin. All of them run in guests.
vdisp_front_lib := $(addprefix tools/vdisp-front/,connection.c transport.c \
	request.c ring.c operation.c buffer.c directory.c) \
	tools/common/domain.c $(VDISPL_NODES)
vdisp_front_xen := xenstore xenevtchn xengnttab
# libxenstore cancels its watch thread, for which glibc loads libgcc_s by name: linked,
# it is seen by whoever packs the programs for a guest.
vdisp_front_link := -Wl,--push-state,--no-as-needed -lgcc_s -Wl,--pop-state

$(eval $(call program,vdisp-front,$(vdisp_front_lib) \
	$(addprefix tools/vdisp-front/,main.c show.c card.c ppm.c hold.c),$(vdisp_front_xen),$(vdisp_front_link)))
$(eval $(call program,vdisp-hostile,$(vdisp_front_lib) \
	$(addprefix tools/vdisp-front/hostile/,main.c hostile.c honest.c directories.c \
		numbers.c lifetimes.c rings.c events.c states.c memory.c),$(vdisp_front_xen),$(vdisp_front_link)))

# No package has the program: its page is built, and not installed.
all: $(B)/vdisp-front.1
$(B)/vdisp-front.1: tools/vdisp-front/vdisp-front.1.scd
	@mkdir -p $(@D)
	scdoc < $< > $@

$(eval $(call unit_test,front_ring,tools/vdisp-front/ring.c))
$(eval $(call unit_test,front_directory,tools/vdisp-front/directory.c))
$(eval $(call unit_test,card,tools/vdisp-front/card.c tools/vdisp-front/ppm.c))
