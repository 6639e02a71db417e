// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/ops.h"

#include <errno.h>

#include "tools/vdispl-worker/delivery.h"
#include "tools/vdispl-worker/frame.h"
#include "tools/vdispl-worker/mirror.h"
#include "tools/vdispl-worker/validate.h"

/* A handler's third way to end, beside 0 and -errno: the answer comes later. */
#define ANSWER_FOLLOWS 1

static int dbuf_create(struct worker *w, unsigned int connector,
		       const struct xendispl_req *req, struct violation *why)
{
	return buffers_create(&w->buffers, &req->op.dbuf_create, why);
}

/* The good answer to @req, to be sent now or later. */
static struct answer answer_to(unsigned int connector,
			       const struct xendispl_req *req)
{
	return (struct answer){
		.due = true,
		.connector = connector,
		.response = frame_response(req->id, req->operation, 0),
	};
}

static int dbuf_destroy(struct worker *w, unsigned int connector,
			const struct xendispl_req *req, struct violation *why)
{
	const struct answer answer = answer_to(connector, req);
	int rc = buffers_destroy(&w->buffers, req->op.dbuf_destroy.dbuf_cookie,
				 &answer, why);

	return rc > 0 ? ANSWER_FOLLOWS : rc;
}

static int fb_attach(struct worker *w, unsigned int connector,
		     const struct xendispl_req *req, struct violation *why)
{
	return buffers_attach(&w->buffers, &req->op.fb_attach, why);
}

static int fb_detach(struct worker *w, unsigned int connector,
		     const struct xendispl_req *req, struct violation *why)
{
	return buffers_detach(&w->buffers, req->op.fb_detach.fb_cookie, why);
}

static int set_config(struct worker *w, unsigned int connector,
		      const struct xendispl_req *req, struct violation *why)
{
	const struct xendispl_set_config_req *r = &req->op.set_config;
	struct output_area area = { r->x, r->y, r->width, r->height };
	struct framebuffer *fb;
	int rc = 0;

	/* Of all that validate.c lets through, only the reset has cookie 0. */
	if (r->fb_cookie == 0) {
		output_off(w->outputs[connector]);
	} else {
		fb = buffers_find(&w->buffers, r->fb_cookie, why);
		if (!fb)
			return -ENOENT;
		rc = output_set_config(w->outputs[connector], fb, &area, r->bpp, why);
	}
	mirror_show(w, connector);
	return rc;
}

static int pg_flip(struct worker *w, unsigned int connector,
		   const struct xendispl_req *req, struct violation *why)
{
	struct framebuffer *fb;
	int rc;

	fb = buffers_find(&w->buffers, req->op.pg_flip.fb_cookie, why);
	if (!fb)
		return -ENOENT;
	rc = output_flip(w->outputs[connector], fb, why);
	if (!rc)
		mirror_flip(w, connector, fb);
	return rc;
}

static int get_edid(struct worker *w, unsigned int connector,
		    const struct xendispl_req *req, struct violation *why)
{
	const struct edid *edid = &w->outputs[connector]->edid;
	struct answer answer = answer_to(connector, req);
	int rc;

	if (edid->size == 0)
		return violation(why, -EOPNOTSUPP, NULL, 0,
				 "no EDID can describe this resolution");
	answer.response.op.get_edid.edid_sz = edid->size;
	rc = delivery_send(&w->loans, req->op.get_edid.gref_directory, edid->bytes,
			   edid->size, &answer, why);
	return rc ? rc : ANSWER_FOLLOWS;
}

typedef int (*handler)(struct worker *w, unsigned int connector,
		       const struct xendispl_req *req, struct violation *why);

/* Those that validate.c lets through. */
static const handler handlers[] = {
	[XENDISPL_OP_DBUF_CREATE] = dbuf_create,
	[XENDISPL_OP_DBUF_DESTROY] = dbuf_destroy,
	[XENDISPL_OP_FB_ATTACH] = fb_attach,
	[XENDISPL_OP_FB_DETACH] = fb_detach,
	[XENDISPL_OP_SET_CONFIG] = set_config,
	[XENDISPL_OP_PG_FLIP] = pg_flip,
	[XENDISPL_OP_GET_EDID] = get_edid,
};

static void refusal_log(struct worker *w, unsigned int connector, uint8_t operation,
			const struct violation *why)
{
	const char *name = validate_operation_name(operation);

	if (!why->field)
		log_budgeted(&w->refusals, LOG_LEVEL_WARNING,
			     "connector %u: %s: refused: %s", connector, name,
			     why->allowed);
	else if (why->value > UINT32_MAX)
		log_budgeted(&w->refusals, LOG_LEVEL_WARNING,
			     "connector %u: %s: %s 0x%llx: want %s", connector,
			     name, why->field, (unsigned long long)why->value,
			     why->allowed);
	else
		log_budgeted(&w->refusals, LOG_LEVEL_WARNING,
			     "connector %u: %s: %s %llu: want %s", connector, name,
			     why->field, (unsigned long long)why->value,
			     why->allowed);
}

void ops_answer(void *context, const struct answer *answer)
{
	struct worker *w = context;

	trace_add(&w->trace, WORKER_TRACE_RESPONSE, answer->connector, &answer->response);
	ring_respond(&w->transport.rings[answer->connector], &answer->response);
}

void ops_request(struct worker *w, unsigned int connector,
		 const struct xendispl_req *untrusted_req)
{
	const struct validate_limits limits = {
		.connector = connector,
		.width = w->setup.connectors[connector].width,
		.height = w->setup.connectors[connector].height,
		.max_pages = w->setup.max_pages,
		.version = w->setup.version,
		.be_alloc = w->setup.be_alloc,
	};
	struct answer answer = answer_to(connector, untrusted_req);
	struct violation why = { .allowed = "" };
	int rc = validate_request(&limits, untrusted_req, &why);

	if (rc)
		trace_add_refused(&w->trace, connector, untrusted_req);
	else
		trace_add(&w->trace, WORKER_TRACE_REQUEST, connector, untrusted_req);
	if (!rc)
		rc = handlers[untrusted_req->operation](w, connector, untrusted_req,
							&why);
	if (rc == ANSWER_FOLLOWS)
		return;
	if (rc < 0)
		refusal_log(w, connector, untrusted_req->operation, &why);
	answer.response.status = frame_status(rc);
	ops_answer(w, &answer);
}

int ops_serve(void *context, unsigned int connector)
{
	struct worker *w = context;
	struct xendispl_req untrusted_req;
	unsigned int turn;
	int rc;

	for (turn = 0; turn < RING_REQUESTS; turn++) {
		rc = ring_take(&w->transport.rings[connector], &untrusted_req);
		if (rc < 0)
			log_error("connector %u: the guest's request index is impossible, the connection ends",
				  connector);
		if (rc <= 0)
			return rc;
		if (w->setup.version < 2)
			frame_as_version_1(&untrusted_req);
		ops_request(w, connector, &untrusted_req);
	}
	return 1;
}

void ops_report_flip(void *context, unsigned int connector, uint64_t fb_cookie)
{
	struct worker *w = context;
	struct ring *ring = &w->transport.rings[connector];
	const uint16_t id = ring->event_id;
	struct xendispl_evt event;

	if (ring_send_flip(ring, fb_cookie)) {
		log_budgeted(&w->lost_events, LOG_LEVEL_WARNING,
			     "connector %u: flip event lost: the guest reads none of the %zu before it",
			     connector, XENDISPL_IN_RING_LEN);
	} else if (w->trace.active) {
		event = frame_flip_event(id, fb_cookie);
		trace_add(&w->trace, WORKER_TRACE_EVENT, connector, &event);
	}
}

void ops_forget(void *context, struct framebuffer *fb)
{
	struct worker *w = context;
	unsigned int i;

	for (i = 0; i < w->setup.n_connectors; i++) {
		output_forget(w->outputs[i], fb);
		mirror_forget(w, i, fb);
	}
}
