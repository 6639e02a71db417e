// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-revoke DOMID DIRECTORY COUNT SEED: buffers taken back from whoever uses them.
 */
#include <linux/dma-buf.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

#include "tests/module/card.h"
#include "tests/module/device.h"
#include "tests/module/pattern.h"

#define ROUNDS 50

static uint32_t domid, directory, count, seed;

static sigjmp_buf fault_jump;

static void on_fault(int signal)
{
	siglongjmp(fault_jump, signal);
}

static int word_fault(volatile uint32_t *word)
{
	struct sigaction action = { .sa_handler = on_fault };
	int signal;

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	signal = sigsetjmp(fault_jump, 1);
	if (!signal)
		(void)*word;
	return signal;
}

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
	      "the query says so, in a new generation");
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
	      !revoke.revoked && revoke.zombies == 1, "revoking twice is once");
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

static void *revoker_run(void *arg)
{
	struct gntdmabuf_export *export = arg;
	struct gntdmabuf_revoke revoke;

	revoke_handle(export->reserved, export->handle, &revoke);
	return NULL;
}

/* Faults, release and two revocations at once, over and over. */
static void test_races(int control)
{
	struct gntdmabuf_export export;
	volatile uint32_t *pages;
	pthread_t threads[2];
	int round, i, failed = 0;

	for (round = 0; round < ROUNDS; round++) {
		export_or_die(control, &export);
		pages = buffer_mmap(export.fd, count, PROT_READ);
		export.reserved = control;
		for (i = 0; i < 2; i++)
			pthread_create(&threads[i], NULL, revoker_run, &export);
		word_fault(pages);
		if (round & 1)
			close(export.fd);
		munmap((void *)pages, (size_t)count * GNTDMABUF_PAGE_SIZE);
		for (i = 0; i < 2; i++)
			pthread_join(threads[i], NULL);
		failed += device_wait(control, export.handle, 5000) != 0;
		if (!(round & 1))
			close(export.fd);
	}
	check(!failed, "%d rounds of faults, closing and revoking", ROUNDS);
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
	return tap_end();
}
