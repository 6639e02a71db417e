# SPDX-License-Identifier: GPL-2.0-only
# The module's pure logic, without a kernel.
$(eval $(call unit_test,accounting,gntdev-dmabuf/accounting.c))
$(eval $(call unit_test,directory,gntdev-dmabuf/directory.c))
$(eval $(call unit_test,runs,gntdev-dmabuf/runs.c))
