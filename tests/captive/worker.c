// SPDX-License-Identifier: GPL-2.0-only
/*
 * captive-worker: vdispl-worker itself, linked with three functions wrapped.
 *
 * For a guest N for which the file /run/captive/N is there, with the domain and the
 * reference of another guest's page: where it has opened everything and is about to
 * enter the sandbox, everything that it must not be able to do is tried; then it goes
 * on and serves. The report goes to N.tap beside it.
 *
 * With the file N.lie there it sends the broker nonsense once it is ready; with N.spin
 * it does nothing more but use up processor time, for a while.
 */
#include "tests/captive/captive.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

#include "tools/vdispl-worker/sandbox.h"
#include "tools/vdispl-worker/session.h"

#define FOLDER "/run/captive"
#define DESCRIPTORS 64
#define SPIN_S 2

static struct worker_setup setup;
static bool lies, spins;

int __real_session_receive_setup(int fd, struct worker_setup *setup, int *leases);
int __wrap_session_receive_setup(int fd, struct worker_setup *setup, int *leases);
int __real_session_send_ready(struct session *session);
int __wrap_session_send_ready(struct session *session);
int __real_sandbox_enter(uint32_t uid, uint64_t lent);
int __wrap_sandbox_enter(uint32_t uid, uint64_t lent);

static bool wanted(const char *what)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), FOLDER "/%u.%s", setup.domid, what);
	return access(path, F_OK) == 0;
}

int __wrap_session_receive_setup(int fd, struct worker_setup *received, int *leases)
{
	int rc = __real_session_receive_setup(fd, received, leases);

	setup = *received;
	lies = wanted("lie");
	spins = wanted("spin");
	return rc;
}

/* Then it sleeps: waiting costs the test no time. */
static void spin(void)
{
	struct timespec used;
	int never = 0;

	do {
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	} while (used.tv_sec < SPIN_S);
	for (;;)
		syscall(SYS_futex, &never, FUTEX_WAIT, 0, NULL);
}

int __wrap_session_send_ready(struct session *session)
{
	int rc = __real_session_send_ready(session);

	if (lies && write(session->fd, "nonsense", 8) < 0)
		return -errno;
	if (spins)
		spin();
	return rc;
}

/* The descriptor, @first or later, whose file's name begins so; -1: none. */
static int descriptor_find(const char *name, int first)
{
	char link[32], path[PATH_MAX];
	int fd;

	for (fd = first; fd < DESCRIPTORS; fd++) {
		ssize_t length;

		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		length = readlink(link, path, sizeof(path) - 1);
		if (length > 0 && !strncmp(path, name, strlen(name)))
			return fd;
	}
	return -1;
}

/* The descriptors that it takes into the sandbox, for the report's reader. */
static void descriptors_note(FILE *report)
{
	char link[32], path[PATH_MAX];
	ssize_t length;
	int fd;

	for (fd = 0; fd < DESCRIPTORS; fd++) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		length = readlink(link, path, sizeof(path) - 1);
		if (length > 0)
			fprintf(report, "# descriptor %d: %.*s\n", fd, (int)length, path);
	}
}

/* The first of @ids that is not @own; 0: there is none. */
static uint32_t id_other(const uint32_t *ids, int n, uint32_t own)
{
	int i;

	for (i = 0; i < n; i++)
		if (ids[i] != own)
			return ids[i];
	return 0;
}

/* Its own output, and what the card has beside it, as who has no lease sees that. */
static void outputs_find(struct captive *captive, int fd)
{
	const struct worker_connector *connector = &setup.connectors[0];
	drmModePlaneRes *planes;
	drmModeRes *resources;

	captive->own = (struct captive_output){
		connector->crtc_id, connector->connector_id, connector->plane_id,
	};
	drmSetClientCap(fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
	resources = drmModeGetResources(fd);
	planes = drmModeGetPlaneResources(fd);
	if (resources && planes)
		captive->other = (struct captive_output){
			id_other(resources->crtcs, resources->count_crtcs,
				 captive->own.crtc),
			id_other(resources->connectors, resources->count_connectors,
				 captive->own.connector),
			id_other(planes->planes, planes->count_planes,
				 captive->own.plane),
		};
	drmModeFreeResources(resources);
	drmModeFreePlaneResources(planes);
}

/* Another client of the lease's card, with a picture of its own. Stays. */
static int client_make(struct captive *captive)
{
	uint32_t gem, stride;
	uint64_t size;
	char *name = drmGetDeviceNameFromFd2(captive->card);
	int fd = name ? open(name, O_RDWR | O_CLOEXEC) : -1;

	free(name);
	if (fd < 0)
		return -ENODEV;
	outputs_find(captive, fd);
	if (drmModeCreateDumbBuffer(fd, 64, 64, 32, 0, &gem, &stride, &size) ||
	    drmModeAddFB(fd, 64, 64, 24, 32, stride, gem, &captive->other_fb))
		return -ENODEV;
	return 0;
}

static void attempts_make(struct captive *captive)
{
	captive_lay_bait();
	descriptors_note(captive->report);
	captive_try(captive, attempts_host, n_attempts_host);
	captive_try(captive, attempts_xen, n_attempts_xen);
	if (!client_make(captive))
		captive_try(captive, attempts_card, n_attempts_card);
	if (captive->other.crtc)
		captive_try(captive, attempts_outputs, n_attempts_outputs);
	captive_take_bait();
	fprintf(captive->report, "# done\n");
	fclose(captive->report);
}

int __wrap_sandbox_enter(uint32_t uid, uint64_t lent)
{
	struct captive captive = {
		.watcher = getpid(),
		.uid = uid,
		.lent = lent,
		.grants = descriptor_find("/dev/xen/gntdev-dmabuf", 3),
		.evtchn = descriptor_find("/dev/xen/evtchn", 3),
		.card = descriptor_find("/dev/dri/card", 3),
		.domid = setup.domid,
		.max_pages = setup.max_pages,
		.n_ports = 2 * setup.n_connectors,
	};
	char path[PATH_MAX];
	FILE *task;

	captive.views = descriptor_find("/dev/xen/gntdev-dmabuf", captive.grants + 1);
	snprintf(path, sizeof(path), FOLDER "/%u", setup.domid);
	task = fopen(path, "re");
	if (task && fscanf(task, "%u %u", &captive.other_domid, &captive.other_ref) == 2) {
		strcat(path, ".tap");
		captive.report = fopen(path, "we");
		if (captive.report)
			attempts_make(&captive);
	}
	if (task)
		fclose(task);
	return __real_sandbox_enter(uid, lent);
}
