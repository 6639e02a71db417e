# SPDX-License-Identifier: GPL-2.0-only
# Programs for the guests of the tests, and for looking at what they show.
card := tools/vdisp-front/card.c tools/vdisp-front/ppm.c

$(call objects,tests/guest/testcard.c tests/guest/screen.c): \
	CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)
$(eval $(call program,testcard,tests/guest/testcard.c tests/guest/screen.c tools/vdisp-front/hold.c $(card),libdrm))
$(eval $(call program,cardcheck,tests/guest/cardcheck.c $(card),libpng))
