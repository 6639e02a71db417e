# SPDX-License-Identifier: GPL-2.0-only
# The module's pure logic, without a kernel.
$(eval $(call unit_test,accounting,gntdev-dmabuf/accounting.c))
$(eval $(call unit_test,directory,gntdev-dmabuf/directory.c))
$(eval $(call unit_test,life,gntdev-dmabuf/life.c))
$(eval $(call unit_test,runs,gntdev-dmabuf/runs.c))
$(eval $(call unit_test,segments,))
$(eval $(call unit_test,tally,))

# The programs that exercise the device, in dom0, and the one that grants, in a guest.
MODULE_TEST_PROGRAMS := gd-export gd-errors gd-foreign gd-release gd-limits gd-churn gd-hold \
	gd-dynamic gd-kinds gd-abi gd-fault gd-mainline gd-lifetime gd-wait gd-attach gd-maptrack
MODULE_TEST_CARD_PROGRAMS := gd-devices gd-revoke gd-show gd-import gd-death gd-memory gd-faults
$(MODULE_TEST_CARD_PROGRAMS:%=$(B)/obj/tests/module/%.o): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)
$(foreach name,$(MODULE_TEST_PROGRAMS),$(eval $(call program,$(name),tests/module/$(name).c)))
$(foreach name,$(MODULE_TEST_CARD_PROGRAMS),$(eval $(call program,$(name),tests/module/$(name).c,libdrm)))
$(eval $(call program,gd-xengnttab,tests/module/gd-xengnttab.c,xengnttab))
STRESS_WORKER := $(wildcard tests/module/stress/*.c)
$(STRESS_WORKER:%.c=$(B)/obj/%.o): CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libdrm)
$(eval $(call program,gd-stress,tests/module/gd-stress.c $(STRESS_WORKER),libdrm,-pthread))
$(eval $(call program,granter,tests/module/granter.c,xengnttab))
$(eval $(call program,mapper,tests/module/mapper.c,xengnttab))
UNIT_TESTS += tests/check-names
