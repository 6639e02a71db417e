// SPDX-License-Identifier: GPL-2.0-only
/*
 * vdispl-worker: serves one guest's display connection. Started by vdispld, see
 * tools/common/worker_protocol.h; not for use by hand.
 *
 * The order here is the security argument: while everything may be opened,
 * nothing of the guest's is read; from the first request on, nothing may be
 * opened any more. What is open goes back through the kernel when the process
 * ends, in whatever way: grants, event channels, leases, buffers.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tools/vdispl-worker/ops.h"
#include "tools/vdispl-worker/output_headless.h"
#include "tools/vdispl-worker/output_kms.h"
#include "tools/vdispl-worker/sandbox.h"
#include "tools/vdispl-worker/worker.h"

#define REFUSAL_LINES 10

static void worker_status(void *context, struct worker_status *status)
{
	const struct worker *w = context;
	unsigned int i;

	status->n_connectors = w->setup.n_connectors;
	status->n_buffers = buffers_count(&w->buffers);
	status->pages = w->buffers.pages;
	for (i = 0; i < w->setup.n_connectors; i++)
		output_status(w->outputs[i], &status->connectors[i]);
}

static void worker_plane(void *context, uint32_t connector,
			 struct worker_plane *plane, int *fd)
{
	const struct worker *w = context;
	const struct framebuffer *fb;

	plane->error = -EINVAL;
	if (connector >= w->setup.n_connectors)
		return;
	fb = w->outputs[connector]->shown;
	plane->error = -ENODATA;
	if (!fb)
		return;
	plane->error = 0;
	plane->fourcc = fb->picture.fourcc;
	plane->width = fb->picture.width;
	plane->height = fb->picture.height;
	plane->stride = fb->picture.stride;
	plane->offset = fb->picture.offset;
	plane->size = fb->buffer->pages * 4096;
	plane->frame = w->outputs[connector]->frame;
	*fd = fb->buffer->dmabuf.fd;
}

static void on_grant_events(uv_poll_t *poll, int status, int events)
{
	buffers_read_events(poll->data);
}

static int grants_open(struct worker *w)
{
	int rc = gntdmabuf_open(&w->grants);

	if (rc) {
		log_error("/dev/xen/gntdev-dmabuf: %s; is the module loaded?",
			  strerror(-rc));
		return rc;
	}
	rc = gntdmabuf_restrict(w->grants, w->setup.domid, w->setup.max_pages);
	if (rc == -EOPNOTSUPP) {
		log_warning("this gntdev-dmabuf cannot be restricted to one domain: update the module");
		rc = 0;
	}
	if (rc)
		log_error("gntdev-dmabuf cannot be restricted to domain %u: %s",
			  w->setup.domid, strerror(-rc));
	return rc;
}

static int grants_start(struct worker *w)
{
	int rc = uv_poll_init(&w->loop, &w->grant_events, gntdmabuf_fd(w->grants));

	if (rc)
		return rc;
	w->grant_events.data = &w->buffers;
	return uv_poll_start(&w->grant_events, UV_READABLE, on_grant_events);
}

static void buffers_setup(struct worker *w)
{
	w->buffers.grants = w->grants;
	w->buffers.cards = w->cards;
	w->buffers.n_cards = w->setup.n_cards;
	w->buffers.domid = w->setup.domid;
	w->buffers.max_pages = w->setup.max_pages;
	w->buffers.forget = ops_forget;
	w->buffers.released = ops_released;
	w->buffers.context = w;
}

/* A display that cannot be had leaves the guest with a headless one. */
static int output_create(struct worker *w, unsigned int index)
{
	const struct worker_connector *c = &w->setup.connectors[index];
	char why[WORKER_REASON_BYTES];
	int rc = -ENODEV;

	if (c->card < 0)
		snprintf(why, sizeof(why), "no display is called %s", c->unique_id);
	else if (w->cards[c->card].fd < 0)
		snprintf(why, sizeof(why), "the driver of %s has no atomic modesetting",
			 c->output);
	else
		rc = output_kms_create(&w->loop, index, c, &w->cards[c->card], why,
				       &w->outputs[index]);
	if (rc)
		rc = output_headless_create(&w->loop, index, c, why,
					    &w->outputs[index]);
	if (rc)
		return rc;
	w->outputs[index]->report = ops_report_flip;
	w->outputs[index]->context = w;
	return 0;
}

static int outputs_open(struct worker *w, const int leases[WORKER_MAX_CARDS])
{
	unsigned int i;
	int rc = 0;

	for (i = 0; i < w->setup.n_cards; i++)
		card_open(&w->cards[i], leases[i]);
	for (i = 0; !rc && i < w->setup.n_connectors; i++)
		rc = output_create(w, i);
	for (i = 0; !rc && i < w->setup.n_cards; i++)
		if (w->cards[i].fd >= 0)
			rc = card_start(&w->cards[i], &w->loop);
	if (rc)
		log_error("outputs: %s", strerror(-rc));
	return rc;
}

/* Everything that needs a right: in here, or never. */
static int worker_open(struct worker *w, const int leases[WORKER_MAX_CARDS])
{
	int rc;

	rc = uv_loop_init(&w->loop);
	if (rc) {
		log_error("event loop: %s", strerror(-rc));
		return rc;
	}
	rc = grants_open(w);
	if (!rc)
		rc = transport_open(&w->transport, &w->setup);
	if (!rc)
		rc = outputs_open(w, leases);
	if (!rc)
		buffers_setup(w);
	return rc;
}

/* Has everything watched; nothing is looked at before the loop runs. */
static int worker_start(struct worker *w)
{
	int rc = grants_start(w);

	if (!rc)
		rc = transport_start(&w->transport, &w->loop);
	if (!rc)
		rc = session_start(&w->session, &w->loop);
	if (rc)
		log_error("start: %s", strerror(-rc));
	return rc;
}

static int worker_serve(struct worker *w)
{
	int rc = sandbox_enter(w->setup.uid);

	if (rc)
		return rc;
	rc = session_send_ready(&w->session);
	if (rc) {
		log_error("the broker does not hear: %s", strerror(-rc));
		return rc;
	}
	uv_run(&w->loop, UV_RUN_DEFAULT);
	return 0;
}

static void worker_init(struct worker *w)
{
	w->session.fd = WORKER_SOCKET_FD;
	w->session.status = worker_status;
	w->session.plane = worker_plane;
	w->session.context = w;
	w->transport.serve = ops_serve;
	w->transport.context = w;
	w->refusals.burst = REFUSAL_LINES;
	w->lost_events.burst = REFUSAL_LINES;
}

int main(void)
{
	static struct worker worker;
	int leases[WORKER_MAX_CARDS];
	char prefix[32];

	log_init("vdispl-worker", LOG_LEVEL_INFO);
	signal(SIGPIPE, SIG_IGN);
	worker_init(&worker);
	if (session_receive_setup(WORKER_SOCKET_FD, &worker.setup, leases))
		return 1;
	log_init("vdispl-worker", worker.setup.log_level);
	snprintf(prefix, sizeof(prefix), "dom%u/%u", worker.setup.domid,
		 worker.setup.devid);
	log_set_prefix(prefix);
	if (worker_open(&worker, leases) || worker_start(&worker) ||
	    worker_serve(&worker))
		return 1;
	return 0;
}
