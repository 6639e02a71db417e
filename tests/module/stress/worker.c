// SPDX-License-Identifier: GPL-2.0-only
#include "tests/module/stress/worker.h"

#include <setjmp.h>
#include <signal.h>

#define THREADS 3
#define SLOTS 12
#define CONTROLS 3

static struct stress_shared *shared;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct slot slots[SLOTS];	/* with control 0: an empty one */
static int controls[CONTROLS];
static int cards[3], n_cards;

static __thread sigjmp_buf fault_jump;

static void on_fault(int signal)
{
	siglongjmp(fault_jump, 1);
}

uint32_t below(struct thread *t, uint32_t limit)
{
	return stress_random(&t->random) % limit;
}

static bool error_is_expected(int err)
{
	static const int expected[] = {
		/* of a peer that is gone, and of a limit */
		EACCES, ESRCH, EBADMSG, EDQUOT, ENOBUFS, ENOSPC, EMFILE,
		/* of a buffer that another thread has finished with */
		ENOENT, ETIMEDOUT, ENODEV, EAGAIN, EPERM, EBUSY,
		/* of a number that is another file, or none, by now */
		EBADF, ENOTTY, ENXIO, EREMOTE, EINVAL, EOPNOTSUPP,
	};
	unsigned int i;

	for (i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		if (err == -expected[i])
			return true;
	return false;
}

bool tried(enum stress_kind kind, int err)
{
	atomic_fetch_add(&shared->tried, 1);
	if (!err) {
		atomic_fetch_add(&shared->done[kind], 1);
		return true;
	}
	if (!error_is_expected(err) &&
	    !atomic_fetch_add(&shared->unexpected, 1)) {
		atomic_store(&shared->first_kind, kind);
		atomic_store(&shared->first_error, -err);
	}
	return false;
}

static void guests_read(struct thread *t)
{
	FILE *file = fopen(shared->guests, "re");
	struct guest guest;

	t->n_guests = 0;
	while (file && t->n_guests < MAX_GUESTS &&
	       fscanf(file, "%u %u %u %u %u", &guest.domid, &guest.directory,
		      &guest.count, &guest.ref, &guest.mapper) == 5)
		t->guests[t->n_guests++] = guest;
	if (file)
		fclose(file);
}

const struct guest *guest_any(struct thread *t)
{
	return t->n_guests ? &t->guests[below(t, t->n_guests)] : NULL;
}

struct slot slot_any(struct thread *t)
{
	struct slot slot;

	pthread_mutex_lock(&lock);
	slot = slots[below(t, SLOTS)];
	pthread_mutex_unlock(&lock);
	return slot;
}

int control_any(struct thread *t)
{
	int control;

	pthread_mutex_lock(&lock);
	control = controls[below(t, CONTROLS)];
	pthread_mutex_unlock(&lock);
	return control;
}

int card_any(struct thread *t)
{
	return cards[below(t, n_cards)];
}

int card_with_memory(void)
{
	return cards[0];
}

int socket_to_send(void)
{
	return shared->sockets[0];
}

int socket_to_receive(void)
{
	return shared->sockets[1];
}

/* Puts it in place of another, which is taken out and returned. */
static struct slot slot_swap(struct thread *t, struct slot slot)
{
	uint32_t i = below(t, SLOTS);
	struct slot old;

	pthread_mutex_lock(&lock);
	old = slots[i];
	slots[i] = slot;
	pthread_mutex_unlock(&lock);
	return old;
}

static int slot_release(const struct slot *slot)
{
	struct ioctl_gntdev_dmabuf_imp_release mainline = { .fd = slot->fd };
	struct gntdmabuf_release release = { .handle = slot->handle };

	if (slot->mainline)
		return device_ioctl(slot->control,
				    IOCTL_GNTDEV_DMABUF_IMP_RELEASE, &mainline);
	return device_ioctl(slot->control, GNTDMABUF_IOCTL_RELEASE, &release);
}

static void slot_finish(const struct slot *slot)
{
	if (!slot->control)
		return;
	if (slot->import)
		tried(STRESS_RELEASE, slot_release(slot));
	if (slot->fd >= 0)
		tried(STRESS_CLOSE, close(slot->fd) ? -errno : 0);
}

void slot_replace(struct thread *t, struct slot slot)
{
	slot = slot_swap(t, slot);
	slot_finish(&slot);
}

int page_touch(volatile uint32_t *page, bool write)
{
	if (sigsetjmp(fault_jump, 1))
		return -ENODEV;
	if (write)
		*page = *page;
	else
		(void)*page;
	return 0;
}

static int control_open(void)
{
	/* Two threads may find the same event: the later one must not wait. */
	return open(DEVICE_PATH, O_RDWR | O_CLOEXEC | O_NONBLOCK);
}

static void try_reopen(struct thread *t)
{
	uint32_t i = below(t, CONTROLS);
	int old, control;

	if (below(t, 16))
		return;
	control = control_open();
	if (!tried(STRESS_REOPEN, control < 0 ? -errno : 0))
		return;
	pthread_mutex_lock(&lock);
	old = controls[i];
	controls[i] = control;
	pthread_mutex_unlock(&lock);
	close(old);
}

static void (*const tries[])(struct thread *t) = {
	try_export, try_export, try_export, try_export_mainline, try_close,
	try_wait, try_touch, try_touch, try_sigbus, try_revoke_meanwhile, try_cpu_access, try_attach,
	try_attach, try_revoke, try_revoke_domain, try_restrict, try_query,
	try_events, try_reopen, try_pass, try_receive, try_import, try_import,
	try_import_mainline,
};

static void *thread_run(void *arg)
{
	struct thread *t = arg;
	unsigned int n;

	for (n = 0; !atomic_load(&shared->stop); n++) {
		if (n % 32 == 0)
			guests_read(t);
		tries[below(t, sizeof(tries) / sizeof(tries[0]))](t);
	}
	return NULL;
}

static void cards_open(void)
{
	static const char *const drivers[] = { "vgem", "cirrus", "vkms" };
	unsigned int i;
	int card;

	for (i = 0; i < 3; i++) {
		card = card_open(drivers[i]);
		if (card >= 0)
			cards[n_cards++] = card;
	}
	if (!n_cards)
		exit(1);
}

void stress_worker(struct stress_shared *with, uint32_t seed)
{
	struct sigaction action = { .sa_handler = on_fault };
	struct thread threads[THREADS] = { 0 };
	int i;

	shared = with;
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	cards_open();
	for (i = 0; i < CONTROLS; i++)
		controls[i] = control_open();
	for (i = 0; i < THREADS; i++) {
		threads[i].random = seed * THREADS + i;
		if (pthread_create(&threads[i].id, NULL, thread_run,
				   &threads[i]))
			exit(1);
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i].id, NULL);
	exit(0);
}
