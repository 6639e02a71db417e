// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-abi DOMID REF DIRECTORY LIMIT: what every ioctl does with structures of other
 * sizes, unknown flags, reserved fields and odd counts. REF is a page that the
 * domain granted, DIRECTORY names LIMIT pages. The scenario has set
 * max_buffer_pages to LIMIT, at least 129.
 */
#include "tests/module/import.h"
#include "tests/module/kernel/gd-exporter.h"
#include "tests/module/mainline.h"

#define MAX_MAPS 128	/* that Xen makes of one grant */

static int control, memory;
static int subject;	/* another control descriptor, which gets restricted */
static uint32_t domid, ref, directory, limit;

union argument {
	struct gntdmabuf_export export;
	struct gntdmabuf_import import;
	struct gntdmabuf_release release;
	struct gntdmabuf_wait wait;
	struct gntdmabuf_revoke revoke;
	struct gntdmabuf_query query;
	struct gntdmabuf_restrict restriction;
	struct gntdmabuf_policy policy;
	struct gntdmabuf_info info;
	uint8_t octets[8192];
};

/* Each with an argument that tells by its result that it was understood. */
static struct call {
	const char *name;
	unsigned int nr;
	size_t size;
	union argument arg;
	int result;
} calls[] = {
	{ "EXPORT", 0x40, sizeof(struct gntdmabuf_export),
	  { .export = { .count = 1, .refs = 1 } }, -EFAULT },
	{ "IMPORT", 0x41, sizeof(struct gntdmabuf_import),
	  { .import = { .count = 1, .fd = -1 } }, -EBADF },
	{ "RELEASE", 0x42, sizeof(struct gntdmabuf_release),
	  { .release = { .handle = 1 } }, -ENOENT },
	{ "WAIT", 0x43, sizeof(struct gntdmabuf_wait),
	  { .wait = { .handle = 1 } }, -ENOENT },
	{ "REVOKE", 0x44, sizeof(struct gntdmabuf_revoke),
	  { .revoke = { .handle = 1 } }, -ENOENT },
	{ "QUERY", 0x45, sizeof(struct gntdmabuf_query),
	  { .query = { .handle = 1 } }, -ENOENT },
	{ "RESTRICT", 0x46, sizeof(struct gntdmabuf_restrict),
	  { .restriction = { .pages = 1 } }, 0 },
	{ "POLICY", 0x47, sizeof(struct gntdmabuf_policy), { { 0 } }, 0 },
	{ "INFO", 0x48, sizeof(struct gntdmabuf_info), { { 0 } }, 0 },
};

#define N_CALLS (sizeof(calls) / sizeof(*calls))

static unsigned long request(const struct call *call, size_t size)
{
	return _IOC(_IOC_READ | _IOC_WRITE, 'G', call->nr, size);
}

static int call_with(const struct call *call, size_t size, size_t set)
{
	union argument arg = call->arg;

	if (set)
		arg.octets[set] = 1;
	return device_ioctl(subject, request(call, size), &arg);
}

static void check_call(const struct call *call, int got, int want,
		       const char *what)
{
	check(got == want, "%s, %s: %d", call->name, what, got);
}

static void test_sizes(const struct call *call)
{
	size_t size = call->size;

	check_call(call, call_with(call, size, 0), call->result, "as it is");
	check_call(call, call_with(call, size - 1, 0), -EINVAL,
		   "shorter than its first version");
	check_call(call, call_with(call, size + 8, 0), call->result,
		   "longer, and zero where the kernel does not know it");
	check_call(call, call_with(call, sizeof(union argument), 0),
		   call->result, "longer than a page, and zero there");
	check_call(call, call_with(call, size + 8, size + 7), -E2BIG,
		   "longer, and the last octet is not zero");
	check_call(call, call_with(call, size + 1, size), -E2BIG,
		   "longer by an octet that is not zero");
	check_call(call, device_ioctl(subject,
				      _IOC(_IOC_READ, 'G', call->nr, size),
				      NULL), -ENOTTY, "the wrong direction");
}

static const struct field {
	const char *name;
	unsigned int call;	/* of calls[] */
	size_t offset;
	uint32_t known;		/* the bits that mean something */
} fields[] = {
	{ "EXPORT flags", 0, offsetof(struct gntdmabuf_export, flags), 0xf },
	{ "EXPORT reserved", 0, offsetof(struct gntdmabuf_export, reserved), 0 },
	{ "EXPORT reserved_out", 0,
	  offsetof(struct gntdmabuf_export, reserved_out), 0 },
	{ "IMPORT flags", 1, offsetof(struct gntdmabuf_import, flags), 0x3 },
	{ "RELEASE reserved", 2,
	  offsetof(struct gntdmabuf_release, reserved), 0 },
	{ "WAIT reserved", 3, offsetof(struct gntdmabuf_wait, reserved), 0 },
	{ "REVOKE flags", 4, offsetof(struct gntdmabuf_revoke, flags), 0x1 },
	{ "QUERY flags", 5, offsetof(struct gntdmabuf_query, flags), 0x1 },
	{ "QUERY reserved", 5, offsetof(struct gntdmabuf_query, reserved), 0 },
	{ "RESTRICT reserved", 6,
	  offsetof(struct gntdmabuf_restrict, reserved), 0 },
	{ "POLICY flags", 7, offsetof(struct gntdmabuf_policy, flags), 0x1 },
	{ "POLICY reserved", 7, offsetof(struct gntdmabuf_policy, reserved), 0 },
};

static void test_field(const struct field *field)
{
	const struct call *call = &calls[field->call];
	unsigned int bit, refused = 0, unknown = 0;
	union argument arg;
	uint32_t value;

	for (bit = 0; bit < 32; bit++) {
		value = 1U << bit;
		if (field->known & value)
			continue;
		unknown++;
		arg = call->arg;
		memcpy(arg.octets + field->offset, &value, sizeof(value));
		refused += device_ioctl(subject, request(call, call->size),
					&arg) == -EINVAL;
	}
	check(refused == unknown, "%s: every unknown bit is EINVAL, %u of %u",
	      field->name, refused, unknown);
}

/* Refused, or what was asked for; never a buffer as if nothing had been asked. */
/* What the CPU and any device see alike: uncached, but on x86. */
#ifdef __x86_64__
#define COHERENT_CACHING GNTDMABUF_CACHING_CACHED
#else
#define COHERENT_CACHING GNTDMABUF_CACHING_WRITE_COMBINED
#endif

static void test_memory_kind(uint32_t flag, const char *what)
{
	struct gntdmabuf_export export;
	struct gntdmabuf_query query = { 0 };
	int err = device_export_refs(control, domid, &ref, 1, flag, &export);

	if (err) {
		check_result(err, -EOPNOTSUPP, what);
		return;
	}
	device_query(control, export.handle, &query);
	check(query.caching == (flag == GNTDMABUF_FLAG_COHERENT ?
				COHERENT_CACHING :
				GNTDMABUF_CACHING_WRITE_COMBINED), "%s", what);
	close(export.fd);
	device_wait(control, export.handle, 5000);
}

/* @count times the one reference. */
static int export_many(uint32_t count, struct gntdmabuf_export *export)
{
	uint32_t *refs = calloc(count, sizeof(*refs)), i;
	int err;

	for (i = 0; i < count; i++)
		refs[i] = ref;
	err = device_export_refs(control, domid, refs, count, 0, export);
	free(refs);
	return err;
}

static void test_one_grant_many_times(void)
{
	struct gntdmabuf_export export;
	int round;

	check_result(export_many(MAX_MAPS + 1, &export), -EACCES,
		     "a grant mapped 129 times: Xen's counter would overflow");
	check(device_idles(control), "leaves none of the 128 mapped");
	for (round = 0; round < 2; round++) {
		if (!check_result(export_many(MAX_MAPS, &export), 0,
				  "a grant mapped 128 times"))
			return;
		close(export.fd);
		check_result(device_wait(control, export.handle, 5000), 0,
			     "and unmapped 128 times");
	}
}

static int export_count(uint32_t count)
{
	struct gntdmabuf_export export;

	return device_export_refs(control, domid, &ref, count, 0, &export);
}

static int mainline_export_count(uint32_t count)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs op = {
		.count = count, .domid = domid, .refs = { ref },
	};

	return device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS, &op);
}

static int mainline_import_count(uint32_t count)
{
	struct ioctl_gntdev_dmabuf_imp_to_refs op = {
		.fd = memory, .count = count, .domid = domid,
	};

	return device_ioctl(control, IOCTL_GNTDEV_DMABUF_IMP_TO_REFS, &op);
}

static int import_count(uint32_t count)
{
	uint64_t handle;
	uint32_t refs;

	return device_import_refs(control, domid, memory, 0, count, 0, &refs,
				  &handle);
}

/* 0x40000000 references of 4 octets are 0 octets in 32 bits. */
static void test_counts(void)
{
	static const uint32_t too_many[] = {
		0x10000, 0x10001, 0x3fffffff, 0x40000000, 0x40000001,
		0x80000000, 0xffffffff,
	};
	size_t i, n = sizeof(too_many) / sizeof(*too_many), refused = 0;

	check_result(export_count(0), -EINVAL, "no page");
	check_result(mainline_export_count(0), -EINVAL,
		     "no page, by mainline's ioctl");
	check_result(mainline_export_count(limit + 1), -EINVAL,
		     "one more than may be, by mainline's ioctl");
	for (i = 0; i < n; i++) {
		refused += export_count(too_many[i]) == -E2BIG;
		refused += import_count(too_many[i]) == -E2BIG;
		refused += mainline_export_count(too_many[i]) == -EINVAL;
		refused += mainline_import_count(too_many[i]) == -EINVAL;
	}
	check(refused == 4 * n, "mainline fix 6.1.189: counts whose arithmetic "
	      "overflows are refused, %zu of %zu", refused, 4 * n);
}

static void test_export_limit(void)
{
	struct gntdmabuf_export export;

	check(device_info(control).max_buffer_pages == limit,
	      "the limit is as the parameter has it");
	check_result(device_export_directory(control, domid, directory,
					     limit + 1, 0, &export), -E2BIG,
		     "export, one page more than may be");
	if (!check_result(device_export_directory(control, domid, directory,
						  limit, 0, &export), 0,
			  "export, as many pages as may be"))
		return;
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0, "released");
	if (!check_result(device_export_directory(control, domid, directory, 1,
						  0, &export), 0,
			  "a directory that is longer than it has to be"))
		return;
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0, "released");
}

static void test_import_limit(int big)
{
	uint32_t *refs = calloc(limit + 1, sizeof(*refs));
	uint64_t handle;

	check_result(device_import_refs(control, domid, big, 0, limit + 1, 0,
					refs, &handle), -E2BIG,
		     "import, one page more than may be");
	check_result(device_import_refs(control, domid, big, 0, limit, 0, refs,
					&handle), 0,
		     "import, as many pages as may be");
	device_release(control, handle);
	check_result(device_wait(control, handle, 5000), 0, "ended");
	free(refs);
}

static void test_offset(void)
{
	struct gntdmabuf_export export = {
		.domid = domid, .count = 1, .refs = (uintptr_t)&ref,
		.offset = GNTDMABUF_PAGE_SIZE - 1,
	};
	struct gntdmabuf_query query;

	if (!check_result(device_ioctl(control, GNTDMABUF_IOCTL_EXPORT,
				       &export), 0,
			  "data that begins in the first page's last octet"))
		return;
	check(!device_query(control, export.handle, &query) &&
	      query.offset == GNTDMABUF_PAGE_SIZE - 1, "is remembered");
	check(lseek(export.fd, 0, SEEK_END) == GNTDMABUF_PAGE_SIZE,
	      "and the buffer is whole pages");
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0, "released");
}

static int memory_create(uint32_t count)
{
	struct gd_exporter_create create = {
		.kind = GD_EXPORTER_REPEATED, .count = count,
	};
	int exporter = open("/dev/gd-exporter", O_RDWR | O_CLOEXEC);
	int fd = ioctl(exporter, GD_EXPORTER_CREATE, &create);

	if (fd < 0)
		bail_out("gd-exporter: %s", strerror(errno));
	close(exporter);
	return fd;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc != 5)
		return 2;
	domid = argument(argv, 1);
	ref = argument(argv, 2);
	directory = argument(argv, 3);
	limit = argument(argv, 4);
	control = device_open();
	memory = memory_create(limit + 1);
	subject = device_open();
	calls[0].arg.export.domid = domid;
	calls[1].arg.import.domid = domid;
	calls[6].arg.restriction.domid = domid;
	for (i = 0; i < N_CALLS; i++)
		test_sizes(&calls[i]);
	for (i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		test_field(&fields[i]);
	test_memory_kind(GNTDMABUF_FLAG_WRITE_COMBINE,
			 "write-combine is never silently ignored");
	test_memory_kind(GNTDMABUF_FLAG_COHERENT,
			 "coherent is never silently ignored");
	test_one_grant_many_times();
	test_counts();
	test_export_limit();
	test_import_limit(memory);
	test_offset();
	close(memory);
	check(device_idles(control) && !device_info(control).descriptor_pages,
	      "nothing is left of all this");
	return tap_end();
}
