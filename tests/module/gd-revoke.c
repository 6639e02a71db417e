// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-revoke DOMID DIRECTORY COUNT SEED: buffers taken back from whoever uses them.
 */
#include <linux/dma-buf.h>
#include <pthread.h>

#include "tests/module/card.h"
#include "tests/module/device.h"
#include "tests/module/memory.h"
#include "tests/module/pattern.h"
#include "tests/module/touch.h"

#define ROUNDS 50

static uint32_t domid, directory, count, seed;

static void export_or_die(int control, struct gntdmabuf_export *export)
{
	int err = device_export_directory(control, domid, directory, count, 0,
					  export);

	if (err)
		bail_out("export: %s", strerror(-err));
}

static int revoke_handle(int control, uint64_t handle,
			 struct gntdmabuf_revoke *revoke)
{
	*revoke = (struct gntdmabuf_revoke) { .handle = handle };
	return device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, revoke);
}

/* Users come and go; nothing that was said stops being true. */
static void test_generation_holds(int control,
				  const struct gntdmabuf_export *export,
				  uint64_t generation)
{
	void *more = buffer_mmap(export->fd, 1, PROT_READ);
	struct gntdmabuf_query with, without;

	device_query(control, export->handle, &with);
	munmap(more, GNTDMABUF_PAGE_SIZE);
	device_query(control, export->handle, &without);
	check(with.cpu_maps == without.cpu_maps + 1 &&
	      with.generation == generation && without.generation == generation,
	      "seed map-info: while the generation is the same, so is the answer");
}

static void test_mappings_are_zapped(int control)
{
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ };
	struct gntdmabuf_export export;
	struct gntdmabuf_revoke revoke;
	struct gntdmabuf_query before, after;
	volatile uint32_t *pages;
	int card = card_open("vgem");
	uint32_t handle;

	export_or_die(control, &export);
	pages = buffer_mmap(export.fd, count, PROT_READ | PROT_WRITE);
	check(pages[0] == pattern_word(seed, 0, 0), "before, it can be read");
	device_query(control, export.handle, &before);
	test_generation_holds(control, &export, before.generation);
	check_result(revoke_handle(control, export.handle, &revoke), 0,
		     "revoke by handle");
	check(revoke.revoked == 1 && !revoke.zombies,
	      "one, and nothing holds it");
	check(word_fault(pages) == SIGBUS, "using a CPU mapping is SIGBUS");
	check_result(device_wait(control, export.handle, 5000), 0,
		     "the grants go although the dma-buf is open");
	check(buffer_mmap(export.fd, 1, PROT_READ) == MAP_FAILED &&
	      errno == ENODEV, "a new CPU mapping is refused");
	check(card >= 0 && drmPrimeFDToHandle(card, export.fd, &handle) &&
	      errno == ENODEV, "a new attachment is refused");
	check_result(device_ioctl(export.fd, DMA_BUF_IOCTL_SYNC, &sync),
		     -ENODEV, "CPU access is refused");
	device_query_fd(control, export.fd, &after);
	check(after.state == GNTDMABUF_STATE_RELEASED &&
	      after.caching == GNTDMABUF_CACHING_NONE &&
	      after.generation != before.generation,
	      "seed map-info: the query says so, in a new generation");
	check_result(revoke_handle(control, export.handle, &revoke), -ENOENT,
		     "revoke what is released");
	munmap((void *)pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
	close(export.fd);
	close(card);
}

static void test_device_keeps_a_zombie(int control)
{
	struct gntdmabuf_export export;
	struct gntdmabuf_revoke revoke;
	struct gntdmabuf_query query;
	int card = card_open("vgem");
	uint32_t handle = 0;

	export_or_die(control, &export);
	if (card < 0 || drmPrimeFDToHandle(card, export.fd, &handle))
		bail_out("vgem does not import");
	check(!revoke_handle(control, export.handle, &revoke) &&
	      revoke.revoked == 1 && revoke.zombies == 1,
	      "a device that maps it makes a zombie");
	device_query(control, export.handle, &query);
	check(query.state == GNTDMABUF_STATE_REVOKED && query.pending == count,
	      "whose grants are pending");
	check(device_info(control).module_zombies == 1, "it is counted");
	check(!revoke_handle(control, export.handle, &revoke) &&
	      !revoke.revoked && revoke.zombies == 1,
	      "seed vfio: revoking twice is once");
	check_result(device_wait(control, export.handle, 50), -ETIMEDOUT,
		     "it is not released");
	close(card);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "until the device lets go");
	check(device_info(control).module_zombies == 0, "and no zombie then");
	close(export.fd);
}

static void test_events(void)
{
	struct gntdmabuf_event_record events[2];
	struct gntdmabuf_export export;
	struct gntdmabuf_revoke revoke;
	int control = device_open();

	export_or_die(control, &export);
	revoke_handle(control, export.handle, &revoke);
	device_wait(control, export.handle, 5000);
	check(read(control, events, sizeof(events)) == sizeof(events) &&
	      events[0].type == GNTDMABUF_EVENT_REVOKED &&
	      events[1].type == GNTDMABUF_EVENT_RELEASED &&
	      events[0].handle == export.handle &&
	      events[1].handle == export.handle,
	      "it is told: revoked, then released");
	close(export.fd);
	check(!device_event(control, events, 100), "and no more than that");
	close(control);
}

static void test_by_domain(void)
{
	struct gntdmabuf_revoke revoke = { .flags = GNTDMABUF_REVOKE_DOMAIN };
	struct gntdmabuf_export a, b, c;
	int control = device_open(), other = device_open();

	export_or_die(control, &a);
	export_or_die(control, &b);
	export_or_die(other, &c);
	revoke.domid = domid + 1;
	check(!device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, &revoke) &&
	      !revoke.revoked, "another domain's: none");
	revoke.domid = domid;
	check(!device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, &revoke) &&
	      revoke.revoked == 2, "a domain's: all of this descriptor");
	check_result(device_wait(other, c.handle, 50), -ETIMEDOUT,
		     "and none of another's");
	close(a.fd);
	close(b.fd);
	close(c.fd);
	check_result(device_wait(other, c.handle, 5000), 0, "released");
	close(control);
	close(other);
}

static void test_policy(int watcher)
{
	struct gntdmabuf_policy policy = { GNTDMABUF_POLICY_REVOKE_ON_CLOSE, 0 };
	struct gntdmabuf_export export;
	volatile uint32_t *pages;
	int control = device_open();

	export_or_die(control, &export);
	pages = buffer_mmap(export.fd, count, PROT_READ);
	check_result(device_ioctl(control, GNTDMABUF_IOCTL_POLICY, &policy), 0,
		     "the policy to revoke on close");
	close(control);
	check(word_fault(pages) == SIGBUS, "is kept");
	usleep(300000);
	check(!device_info(watcher).module_buffers, "nothing is left");
	munmap((void *)pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
	close(export.fd);
}

struct race {
	int control, fd, card;
	uint64_t handle;
};

static void *revoker_run(void *arg)
{
	const struct race *race = arg;
	struct gntdmabuf_revoke revoke;

	revoke_handle(race->control, race->handle, &revoke);
	return NULL;
}

static void *attacher_run(void *arg)
{
	const struct race *race = arg;
	uint32_t handle;

	if (!drmPrimeFDToHandle(race->card, race->fd, &handle))
		drmCloseBufferHandle(race->card, handle);
	return NULL;
}

static void *mapper_run(void *arg)
{
	const struct race *race = arg;
	void *pages = buffer_mmap(race->fd, count, PROT_READ | PROT_WRITE);

	if (pages != MAP_FAILED)
		munmap(pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
	return NULL;
}

/* Faults, mapping, attaching, release and two revocations at once, over and over. */
static void test_races(int control)
{
	static void *(*const runs[])(void *) = {
		attacher_run, revoker_run, mapper_run, revoker_run,
	};
	struct race race = { .control = control, .card = card_open("vgem") };
	struct gntdmabuf_export export;
	volatile uint32_t *pages;
	pthread_t threads[4];
	int round, i, failed = 0;

	for (round = 0; round < ROUNDS; round++) {
		export_or_die(control, &export);
		pages = buffer_mmap(export.fd, count, PROT_READ);
		race.fd = export.fd;
		race.handle = export.handle;
		for (i = 0; i < 4; i++)
			pthread_create(&threads[i], NULL, runs[(round + i) % 4],
				       &race);
		word_fault(pages);
		if (round & 1)
			close(export.fd);
		munmap((void *)pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
		for (i = 0; i < 4; i++)
			pthread_join(threads[i], NULL);
		failed += device_wait(control, export.handle, 5000) != 0;
		if (!(round & 1))
			close(export.fd);
	}
	check(!failed,
	      "seed vfio: the list is walked while a release is under way: %d rounds of all at once",
	      ROUNDS);
	close(race.card);
}

static void *releaser_run(void *arg)
{
	const struct race *race = arg;
	struct gntdmabuf_release release = { .handle = race->handle };

	return (void *)(intptr_t)device_ioctl(race->control,
					      GNTDMABUF_IOCTL_RELEASE, &release);
}

/* An import is ended once, whoever does it, and revoking a domain spares it. */
static void test_import_races(int control)
{
	struct gntdmabuf_revoke revoke = { .flags = GNTDMABUF_REVOKE_DOMAIN,
					   .domid = domid };
	struct race race = { .control = control, .fd = memory_of_vgem(16) };
	int round, i, ended, failed = 0;
	pthread_t threads[3];
	uint32_t refs[16];
	void *result;

	for (round = 0; round < ROUNDS; round++) {
		struct gntdmabuf_import import = {
			.domid = domid, .fd = race.fd, .count = 16,
			.refs = (uintptr_t)refs,
		};

		if (device_ioctl(control, GNTDMABUF_IOCTL_IMPORT, &import))
			bail_out("import");
		race.handle = import.handle;
		for (i = 0; i < 3; i++)
			pthread_create(&threads[i], NULL, releaser_run, &race);
		failed += device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, &revoke) ||
			  revoke.revoked;
		for (i = 0, ended = 0; i < 3; i++) {
			pthread_join(threads[i], &result);
			ended += !result;
		}
		failed += ended != 1 || device_wait(control, race.handle, 5000);
	}
	check(!failed, "%d imports are ended once by three", ROUNDS);
	close(race.fd);
}

int main(int argc, char **argv)
{
	struct gntdmabuf_revoke revoke;
	int control;

	if (argc != 5)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	seed = argument(argv, 4);
	control = device_open();
	check_result(revoke_handle(control, 12345, &revoke), -ENOENT,
		     "revoke what never was");
	test_mappings_are_zapped(control);
	test_device_keeps_a_zombie(control);
	test_events();
	test_by_domain();
	test_policy(control);
	test_races(control);
	test_import_races(control);
	return tap_end();
}
