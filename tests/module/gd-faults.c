// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-faults DOMID DIRECTORY COUNT REF MAPPER-DIRECTORY [pool]: every operation, again
 * and again: the first time its first memory allocation fails, the second time its
 * second one, until it has none left. Each time it either goes on without, or
 * returns an error of its manual and leaves nothing behind. With "pool" only those
 * that take pages from the pool.
 *
 * DIRECTORY names COUNT pages that DOMID grants, at least 150, REF is one of its, and
 * MAPPER-DIRECTORY is one that it lets us write references to.
 */
#include <linux/dma-buf.h>

#include "tests/module/card.h"
#include "tests/module/fault.h"
#include "tests/module/mainline.h"
#include "tests/module/memory.h"

/* More than any operation has allocations. */
#define MAX_ALLOCATIONS 2000
/* Mainline allocates each of them when it is attached to, or before. */
#define IMPORT_PAGES 20
/* Of an export that is used: more than one page has segments of a table. */
#define EXPORT_PAGES 150

static uint32_t domid, directory, count, ref, mapper_directory;
static int watcher;	/* a control descriptor that holds nothing */

static struct {
	int control, fd, card;
	uint64_t handle;
	uint32_t gem, refs[IMPORT_PAGES];
	void *pages;
} s;

struct operation {
	const char *name;
	void (*prepare)(void);
	int (*run)(void);		/* 0 or -errno */
	int other_errno;		/* besides -ENOMEM */
	bool frugal;			/* it does without memory */
	bool pool;			/* it takes pages from the pool */
	const char *card;		/* for which it is; NULL: for none */
};

static void state_reset(void)
{
	if (s.pages)
		munmap(s.pages, (size_t)EXPORT_PAGES * GNTDMABUF_PAGE_SIZE);
	if (s.card >= 0)
		close(s.card);
	if (s.fd >= 0)
		close(s.fd);
	if (s.control >= 0)
		close(s.control);
	memset(&s, 0, sizeof(s));
	s.control = s.fd = s.card = -1;
}

/* What an operation begins with. */

static void have_nothing(void)
{
}

static void have_control(void)
{
	s.control = device_open();
}

static void have_export(void)
{
	struct gntdmabuf_export export;
	int err;

	have_control();
	err = device_export_directory(s.control, domid, directory,
				      EXPORT_PAGES, 0, &export);
	if (err)
		bail_out("export: %s", strerror(-err));
	s.fd = export.fd;
	s.handle = export.handle;
}

static void have_mapping(void)
{
	have_export();
	s.pages = buffer_mmap(s.fd, EXPORT_PAGES, PROT_READ | PROT_WRITE);
	if (s.pages == MAP_FAILED)
		bail_out("mmap: %s", strerror(errno));
	*(volatile uint32_t *)s.pages;
}

static void have_event(void)
{
	have_export();
	close(s.fd);
	s.fd = -1;
	if (device_wait(s.control, s.handle, 5000))
		bail_out("it is not released");
}

static void have_card_memory(void)
{
	int card = card_open("vgem");

	have_control();
	s.fd = memory_of_card(card, IMPORT_PAGES, DRM_RDWR);
	if (card < 0 || s.fd < 0)
		bail_out("vgem has no memory");
	close(card);
}

static void have_user_memory(void)
{
	have_control();
	s.fd = memory_of_user(IMPORT_PAGES);
	if (s.fd < 0)
		bail_out("udmabuf: %s", strerror(-s.fd));
}

/* What is tried. */

static int run_open(void)
{
	s.control = open(DEVICE_PATH, O_RDWR | O_CLOEXEC);
	return s.control < 0 ? -errno : 0;
}

static int run_export_refs(void)
{
	struct gntdmabuf_export export;
	int err = device_export_refs(s.control, domid, &ref, 1, 0, &export);

	s.fd = export.fd;
	return err;
}

static int run_export_directory(void)
{
	struct gntdmabuf_export export;
	int err = device_export_directory(s.control, domid, directory, count,
					  0, &export);

	s.fd = export.fd;
	return err;
}

static int run_export_mainline(void)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs op = {
		.count = 1, .domid = domid, .fd = -1, .refs = { ref },
	};
	int err = device_ioctl(s.control, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS,
			       &op);

	s.fd = err ? -1 : (int)op.fd;
	return err;
}

static int run_attach(void)
{
	struct drm_prime_handle prime = { .fd = s.fd };

	return device_ioctl(s.card, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime);
}

static int run_mmap(void)
{
	s.pages = buffer_mmap(s.fd, EXPORT_PAGES, PROT_READ | PROT_WRITE);
	if (s.pages == MAP_FAILED) {
		s.pages = NULL;
		return -errno;
	}
	*(volatile uint32_t *)s.pages;
	return 0;
}

static int run_cpu_access(void)
{
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ };

	return device_ioctl(s.fd, DMA_BUF_IOCTL_SYNC, &sync);
}

static int run_wait(void)
{
	int err = device_wait(s.control, s.handle, 1);

	return err == -ETIMEDOUT ? 0 : err;
}

static int run_events(void)
{
	struct gntdmabuf_event_record event;

	return device_event(s.control, &event, 0) ? 0 : -errno;
}

static int run_query(void)
{
	struct gntdmabuf_query query;
	int err = device_query(s.control, s.handle, &query);

	return err ? err : device_query_fd(s.control, s.fd, &query);
}

static int run_revoke(void)
{
	struct gntdmabuf_revoke revoke = { .handle = s.handle };

	return device_ioctl(s.control, GNTDMABUF_IOCTL_REVOKE, &revoke);
}

static int run_restrict(void)
{
	return device_restrict(s.control, domid, 1000);
}

static int run_close(void)
{
	int err = close(s.fd) ? -errno : 0;

	s.fd = -1;
	return err;
}

static int import(uint32_t flags, uint32_t mapper)
{
	struct gntdmabuf_import import = {
		.flags = flags,
		.domid = domid,
		.fd = s.fd,
		.count = IMPORT_PAGES,
		.directory = mapper,
		.refs = mapper ? 0 : (uintptr_t)s.refs,
	};
	int err = device_ioctl(s.control, GNTDMABUF_IOCTL_IMPORT, &import);

	s.handle = import.handle;
	return err;
}

static int run_import_refs(void)
{
	return import(0, 0);
}

static int run_import_directory(void)
{
	return import(GNTDMABUF_FLAG_DIRECTORY, mapper_directory);
}

static void have_import(void)
{
	have_card_memory();
	if (import(0, 0))
		bail_out("import: %s", strerror(errno));
}

static int run_release(void)
{
	struct gntdmabuf_release release = { .handle = s.handle };

	return device_ioctl(s.control, GNTDMABUF_IOCTL_RELEASE, &release);
}

#define OPERATION(text, begin, what, ...) \
	{ .name = text, .prepare = begin, .run = what, __VA_ARGS__ }

static const struct operation operations[] = {
	OPERATION("open", have_nothing, run_open),
	OPERATION("export by references", have_control, run_export_refs,
		  .pool = true),
	OPERATION("export through a directory", have_control,
		  run_export_directory, .pool = true),
	OPERATION("export as mainline's", have_control, run_export_mainline,
		  .pool = true),
	OPERATION("attach and map", have_export, run_attach, .card = "vgem"),
	OPERATION("attach and map", have_export, run_attach, .card = "cirrus"),
	OPERATION("attach and map", have_export, run_attach, .card = "vkms"),
	OPERATION("mmap", have_export, run_mmap),
	OPERATION("import of a card's memory", have_card_memory,
		  run_import_refs, .other_errno = -ENOSPC),
	OPERATION("import of user memory", have_user_memory, run_import_refs,
		  .other_errno = -ENOSPC),
	OPERATION("import through a directory", have_card_memory,
		  run_import_directory, .other_errno = -ENOSPC, .pool = true),
	OPERATION("CPU access", have_export, run_cpu_access, .frugal = true),
	OPERATION("wait", have_export, run_wait, .frugal = true),
	OPERATION("events", have_event, run_events, .frugal = true),
	OPERATION("query", have_export, run_query, .frugal = true),
	OPERATION("restrict", have_control, run_restrict, .frugal = true),
	OPERATION("revoke", have_mapping, run_revoke, .frugal = true),
	OPERATION("close", have_export, run_close, .frugal = true),
	OPERATION("import release", have_import, run_release, .frugal = true),
};

/* Releasing goes on in the background. */
static bool nothing_is_left(void)
{
	int tries;

	for (tries = 0; tries < 500; tries++) {
		if (!device_info(watcher).module_buffers)
			return !device_info(watcher).module_pages;
		usleep(10000);
	}
	return false;
}

/* True: go on with the next allocation. */
static bool operation_step(const struct operation *operation, int fault,
			   unsigned int n, const char **wrong)
{
	unsigned int fds = open_fds();
	bool failed;
	int err;

	operation->prepare();
	if (operation->card)
		s.card = card_open(operation->card);
	fault_arm(fault, n);
	err = operation->run();
	failed = fault_disarm(fault);
	if (err && !failed)
		*wrong = "fails of itself";
	else if (err && operation->frugal)
		*wrong = "cannot do without";
	else if (err && err != -ENOMEM && err != operation->other_errno)
		*wrong = strerror(-err);
	state_reset();
	if (!*wrong && !nothing_is_left())
		*wrong = "leaves a buffer behind";
	if (!*wrong && open_fds() != fds)
		*wrong = "leaves a file descriptor behind";
	return failed && !*wrong;
}

static void operation_try(const struct operation *operation, int fault)
{
	const char *card = operation->card ? operation->card : "";
	const char *wrong = NULL;
	unsigned int n = 1;

	while (n < MAX_ALLOCATIONS &&
	       operation_step(operation, fault, n, &wrong))
		n++;
	if (n == MAX_ALLOCATIONS)
		wrong = "does not end";
	else if (!wrong && !operation->frugal && n == 1)
		wrong = "needs no memory";
	if (wrong)
		check(false, "%s %s: allocation %u: %s", operation->name, card,
		      n, wrong);
	else
		check(true, "%s %s: each of %u allocations failed once",
		      operation->name, card, n - 1);
}

static bool card_is_there(const char *driver)
{
	int card = card_open(driver);

	if (card >= 0)
		close(card);
	return card >= 0;
}

int main(int argc, char **argv)
{
	const struct operation *operation = operations;
	const struct operation *end = operation +
				      sizeof(operations) / sizeof(*operation);
	bool pool = argc == 7 && !strcmp(argv[6], "pool");
	int fault;

	if (argc != 6 + pool)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	ref = argument(argv, 4);
	mapper_directory = argument(argv, 5);
	s.control = s.fd = s.card = -1;
	watcher = device_open();
	fault = fault_open();
	for (; operation < end; operation++) {
		if (pool && !operation->pool)
			continue;
		if (!operation->card || card_is_there(operation->card))
			operation_try(operation, fault);
		else
			check(false, "no card with %s", operation->card);
	}
	return tap_end();
}
