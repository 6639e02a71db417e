// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/ops.h"

#include <errno.h>

#include "tools/vdispl-worker/frame.h"
#include "tools/vdispl-worker/validate.h"

/* A handler's third way to end, beside 0 and -errno: the answer comes later. */
#define ANSWER_FOLLOWS 1

static int dbuf_create(struct worker *w, unsigned int connector,
		       const struct xendispl_req *req, struct violation *why)
{
	return buffers_create(&w->buffers, &req->op.dbuf_create, why);
}

static int dbuf_destroy(struct worker *w, unsigned int connector,
			const struct xendispl_req *req, struct violation *why)
{
	int rc = buffers_destroy(&w->buffers, req->op.dbuf_destroy.dbuf_cookie,
				 req->id, why);

	return rc ? rc : ANSWER_FOLLOWS;
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

	/* Of all that validate.c lets through, only the reset has cookie 0. */
	if (r->fb_cookie == 0) {
		output_off(w->outputs[connector]);
		return 0;
	}
	fb = buffers_find(&w->buffers, r->fb_cookie, why);
	if (!fb)
		return -ENOENT;
	return output_set_config(w->outputs[connector], fb, &area, r->bpp, why);
}

static int pg_flip(struct worker *w, unsigned int connector,
		   const struct xendispl_req *req, struct violation *why)
{
	struct framebuffer *fb;

	fb = buffers_find(&w->buffers, req->op.pg_flip.fb_cookie, why);
	if (!fb)
		return -ENOENT;
	return output_flip(w->outputs[connector], fb, why);
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

static void answer(struct worker *w, unsigned int connector, uint16_t id,
		   uint8_t operation, int error)
{
	struct xendispl_resp response = frame_response(id, operation, error);

	ring_respond(&w->transport.rings[connector], &response);
}

void ops_request(struct worker *w, unsigned int connector,
		 const struct xendispl_req *untrusted_req)
{
	const struct validate_limits limits = {
		.connector = connector,
		.width = w->setup.connectors[connector].width,
		.height = w->setup.connectors[connector].height,
		.max_pages = w->setup.max_pages,
	};
	struct violation why = { .allowed = "" };
	int rc = validate_request(&limits, untrusted_req, &why);

	if (!rc)
		rc = handlers[untrusted_req->operation](w, connector, untrusted_req,
							&why);
	if (rc == ANSWER_FOLLOWS)
		return;
	if (rc < 0)
		refusal_log(w, connector, untrusted_req->operation, &why);
	answer(w, connector, untrusted_req->id, untrusted_req->operation, rc);
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
		ops_request(w, connector, &untrusted_req);
	}
	return 1;
}

void ops_report_flip(void *context, unsigned int connector, uint64_t fb_cookie)
{
	struct worker *w = context;

	if (ring_send_flip(&w->transport.rings[connector], fb_cookie))
		log_budgeted(&w->lost_events, LOG_LEVEL_WARNING,
			     "connector %u: flip event lost: the guest reads none of the %zu before it",
			     connector, XENDISPL_IN_RING_LEN);
}

void ops_released(void *context, uint16_t id)
{
	answer(context, 0, id, XENDISPL_OP_DBUF_DESTROY, 0);
}

void ops_forget(void *context, struct framebuffer *fb)
{
	struct worker *w = context;
	unsigned int i;

	for (i = 0; i < w->setup.n_connectors; i++)
		output_forget(w->outputs[i], fb);
}
