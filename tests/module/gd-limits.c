// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-limits DOMID DIRECTORY COUNT: budgets and restrictions. The scenario has set
 * max_domain_pages to 3 * COUNT and max_pages to 4 * COUNT.
 */
#include "tests/module/device.h"

static uint32_t domid, directory, count;

static int export_to(int control, struct gntdmabuf_export *export)
{
	return device_export_directory(control, domid, directory, count, 0,
				       export);
}

static void release(int control, struct gntdmabuf_export *export)
{
	close(export->fd);
	if (device_wait(control, export->handle, 5000))
		bail_out("not released");
}

static void test_domain_budget(void)
{
	struct gntdmabuf_export exports[4];
	int control = device_open(), other = device_open(), i;

	for (i = 0; i < 3; i++)
		if (export_to(i ? other : control, &exports[i]))
			bail_out("export %d", i);
	check(device_info(control).descriptor_pages == count &&
	      device_info(other).descriptor_pages == 2 * count &&
	      device_info(other).module_pages == 3 * count,
	      "each buffer is counted once, where it belongs");
	check_result(export_to(control, &exports[3]), -EDQUOT,
		     "more than the domain may have");
	check(device_info(other).module_pages == 3 * count,
	      "what was refused is not counted");
	release(other, &exports[1]);
	check_result(export_to(control, &exports[1]), 0,
		     "again, after one was released");
	release(control, &exports[0]);
	release(other, &exports[2]);
	release(control, &exports[1]);
	check(!device_info(control).module_pages, "all came back");
	close(control);
	close(other);
}

static void test_restriction(void)
{
	int control = device_open();
	struct gntdmabuf_export export;
	struct gntdmabuf_info info;

	check_result(device_restrict(control, 0x7ff0, 1), -EINVAL,
		     "to what is no domain");
	check_result(device_restrict(control, domid, 2 * count - 1), 0,
		     "to one domain");
	check_result(device_restrict(control, domid, 2 * count), -EPERM,
		     "not wider again");
	check_result(device_restrict(control, domid + 1, 1), -EPERM,
		     "not to another domain");
	check_result(device_restrict(control, domid, count), 0, "but narrower");
	check_result(export_to(control, &export), 0, "what it is good for");
	info = device_info(control);
	check(info.restricted && info.domid == domid &&
	      info.descriptor_limit == count && info.descriptor_pages == count,
	      "it knows what it may");
	check(!info.module_pages && !info.module_buffers,
	      "and not what others do");
	release(control, &export);
	domid++;
	check_result(export_to(control, &export), -EPERM, "another domain");
	domid--;
	close(control);
}

static void test_restricted_budget(void)
{
	int control = device_open();
	struct gntdmabuf_export a, b;

	device_restrict(control, domid, 2 * count - 1);
	if (export_to(control, &a))
		bail_out("export");
	check_result(export_to(control, &b), -EDQUOT, "more than it may have");
	release(control, &a);
	close(control);
}

static void test_restriction_comes_too_late(void)
{
	int control = device_open(), child;
	struct gntdmabuf_export export;

	if (export_to(control, &export))
		bail_out("export");
	check_result(device_restrict(control, domid + 1, 10), -EBUSY,
		     "while it has a buffer of another domain");
	child = dup(control);
	check_result(device_restrict(child, domid, count), 0, "through a copy");
	release(control, &export);
	domid++;
	check_result(export_to(control, &export), -EPERM,
		     "CVE-2026-31788: it holds for every copy");
	domid--;
	close(child);
	close(control);
}

/* Buffers from before the restriction count, and so do their pages. */
static void test_restricted_afterwards(void)
{
	struct gntdmabuf_revoke revoke = { .flags = GNTDMABUF_REVOKE_DOMAIN };
	struct gntdmabuf_export a, b;
	int control = device_open();

	if (export_to(control, &a))
		bail_out("export");
	check_result(device_restrict(control, domid, 1), 0,
		     "to fewer pages than it has");
	check_result(device_wait(control, a.handle, 0), -ETIMEDOUT,
		     "what it has stays");
	check_result(export_to(control, &b), -EDQUOT, "but nothing more");
	revoke.domid = domid + 1;
	check_result(device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, &revoke),
		     -EPERM, "it cannot revoke another domain's buffers");
	release(control, &a);
	check_result(export_to(control, &b), -EDQUOT,
		     "nor anything when that is gone");
	close(control);
}

static uint32_t parameter_set(const char *name, uint32_t value)
{
	char path[128];
	uint32_t before;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/gntdev_dmabuf/parameters/%s",
		 name);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%u", &before) != 1 || fclose(file))
		bail_out("%s", path);
	file = fopen(path, "w");
	if (!file || fprintf(file, "%u\n", value) < 0 || fclose(file))
		bail_out("%s", path);
	return before;
}

/* The scenario looks into the log: each is to be named there once. */
static void test_each_budget(void)
{
	static const char *const names[] = {
		"max_descriptor_pages", "max_domain_pages", "max_pages",
	};
	struct gntdmabuf_export a, b;
	int control = device_open(), i;
	uint32_t before;

	for (i = 0; i < 3; i++) {
		before = parameter_set(names[i], 2 * count - 1);
		if (export_to(control, &a))
			bail_out("export");
		check(export_to(control, &b) == -EDQUOT &&
		      export_to(control, &b) == -EDQUOT &&
		      device_info(control).module_pages == count,
		      "%s: one page over is refused, twice", names[i]);
		parameter_set(names[i], 2 * count);
		check_result(export_to(control, &b), 0, "as many as may be");
		release(control, &b);
		release(control, &a);
		parameter_set(names[i], before);
	}
	close(control);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	test_domain_budget();
	test_restriction();
	test_restricted_budget();
	test_restriction_comes_too_late();
	test_restricted_afterwards();
	test_each_budget();
	return tap_end();
}
