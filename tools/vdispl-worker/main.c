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
#include <unistd.h>

#include "tools/common/pages.h"
#include "tools/vdispl-worker/mirror.h"
#include "tools/vdispl-worker/ops.h"
#include "tools/vdispl-worker/outputs.h"
#include "tools/vdispl-worker/plane.h"
#include "tools/vdispl-worker/sandbox.h"
#include "tools/vdispl-worker/worker.h"

#define REFUSAL_LINES 10

/* Of this host's memory, for each screen: shown, coming, drawn, and one to spare. */
#define GIVEN_PICTURES 4

static void worker_status(void *context, struct worker_status *status)
{
	const struct worker *w = context;
	unsigned int i;

	status->n_connectors = w->setup.n_connectors;
	status->n_buffers = buffers_count(&w->buffers);
	buffers_describe(&w->buffers, status->buffers);
	status->pages = w->loans.pages;
	for (i = 0; i < WORKER_MAX_PLACES; i++)
		if (w->outputs[i])
			output_status(w->outputs[i], &status->connectors[i]);
}

static void worker_refresh(void *context)
{
	struct worker *w = context;
	unsigned int i;

	for (i = 0; i < w->setup.n_connectors; i++) {
		output_refresh(w->outputs[i]);
		mirror_refresh(w, i);
	}
}

static void on_grant_events(uv_poll_t *poll, int status, int events)
{
	loans_read_events(poll->data);
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
	w->grant_events.data = &w->loans;
	return uv_poll_start(&w->grant_events, UV_READABLE, on_grant_events);
}

static void buffers_setup(struct worker *w)
{
	w->loans.grants = w->grants;
	w->loans.domid = w->setup.domid;
	w->loans.max_pages = w->setup.max_pages;
	w->loans.max_given = w->setup.be_alloc ? worker_pages_of(w, GIVEN_PICTURES) : 0;
	w->loans.answer = ops_answer;
	w->loans.context = w;
	w->buffers.loans = &w->loans;
	w->buffers.cards = w->cards;
	w->buffers.n_cards = WORKER_MAX_CARDS;
	w->buffers.max = w->setup.max_buffers;
	w->buffers.memory = w->setup.be_alloc ? &w->memory : NULL;
	w->buffers.forget = ops_forget;
	w->buffers.context = w;
}

/* What a card cannot give, or cannot have granted; and headless connectors. */
static void memory_setup(struct worker *w)
{
	if (w->setup.be_alloc && memory_open(&w->memory))
		log_warning("be-alloc: only cards have memory: neither /dev/dma_heap/system nor module vgem is there");
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
		rc = planes_open(w);
	if (rc)
		return rc;
	memory_setup(w);
	buffers_setup(w);
	return 0;
}

/* Has everything watched; nothing is looked at before the loop runs. */
static int worker_start(struct worker *w)
{
	int rc = grants_start(w);

	if (!rc)
		rc = planes_start(w);
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
	int rc = sandbox_enter(w->setup.uid, w->loans.max_given * PAGES_OCTETS);

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

/*
 * A mapping's pages were taken back while they were copied: the guest has died, or
 * a card is gone. The connection is over either way, and with us all that it had.
 */
static void on_bus_error(int signal)
{
	static const char line[] =
		"vdispl-worker: mapped pages were taken back, the guest has died\n";

	if (write(STDERR_FILENO, line, sizeof(line) - 1) < 0)
		_exit(2);
	_exit(1);
}

static void worker_traced(void *context)
{
	struct worker *w = context;

	session_trace_added(&w->session);
}

static void worker_init(struct worker *w)
{
	w->session.fd = WORKER_SOCKET_FD;
	w->session.status = worker_status;
	w->session.refresh = worker_refresh;
	w->session.set_output = outputs_set;
	w->session.context = w;
	w->session.trace = &w->trace;
	w->trace.added = worker_traced;
	w->trace.context = w;
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
	signal(SIGBUS, on_bus_error);
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
