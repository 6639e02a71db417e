// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/plane.h"

#include <errno.h>
#include <string.h>

#include <drm_fourcc.h>

#include "tools/common/pages.h"
#include "tools/vdispl-worker/ops.h"

/* Shown, coming, drawn, and one to spare. */
#define VIEW_PICTURES 4

static void plane_fill(void *context, uint32_t connector, struct worker_plane *plane,
		       int *fd)
{
	struct worker *w = context;
	struct framebuffer *fb;
	int rc;

	plane->error = -EINVAL;
	if (connector >= w->setup.n_connectors)
		return;
	views_touch(&w->views);
	fb = w->outputs[connector]->shown;
	plane->frame = w->outputs[connector]->frame;
	plane->error = -ENODATA;
	if (!fb)
		return;
	rc = view_get(&w->views, fb->buffer);
	plane->error = rc < 0 ? rc : 0;
	if (rc < 0)
		return;
	*fd = rc;
	plane->fourcc = fb->picture.fourcc;
	plane->width = fb->picture.width;
	plane->height = fb->picture.height;
	plane->stride = fb->picture.stride;
	plane->offset = fb->picture.offset;
	plane->size = fb->buffer->loan->pages * PAGES_OCTETS;
	plane->modifier = DRM_FORMAT_MOD_LINEAR;
	plane->buffer = fb->buffer->view.number;
	plane->own = fb->buffer->own;
}

static uint64_t plane_frame(void *context, uint32_t connector)
{
	struct worker *w = context;

	return connector < w->setup.n_connectors ? w->outputs[connector]->frame :
						   UINT64_MAX;
}

static void plane_changed(void *context, unsigned int connector)
{
	struct worker *w = context;

	session_plane_changed(&w->session, connector);
}

static bool planes_in_use(void *context)
{
	struct worker *w = context;

	return session_is_awaited(&w->session);
}

int planes_open(struct worker *w)
{
	struct loans *loans = &w->views.loans;
	int rc = gntdmabuf_open(&w->view_grants);

	loans->max_pages = worker_pages_of(w, VIEW_PICTURES);
	if (!rc)
		rc = gntdmabuf_revoke_on_close(w->view_grants, 1);
	if (!rc)
		rc = gntdmabuf_restrict(w->view_grants, w->setup.domid,
					loans->max_pages);
	if (rc) {
		log_error("gntdev-dmabuf for pictures: %s", strerror(-rc));
		return rc;
	}
	loans->grants = w->view_grants;
	loans->domid = w->setup.domid;
	loans->flags = GNTDMABUF_READ_ONLY;
	loans->answer = ops_answer;
	loans->context = w;
	w->views.buffers = &w->buffers;
	w->views.in_use = planes_in_use;
	w->views.context = w;
	w->buffers.views = &w->views;
	return 0;
}

static void on_view_events(uv_poll_t *poll, int status, int events)
{
	loans_read_events(poll->data);
}

int planes_start(struct worker *w)
{
	unsigned int i;
	int rc;

	views_start(&w->views, &w->loop);
	w->session.plane = plane_fill;
	w->session.frame = plane_frame;
	for (i = 0; i < w->setup.n_connectors; i++)
		w->outputs[i]->changed = plane_changed;
	rc = uv_poll_init(&w->loop, &w->view_events, gntdmabuf_fd(w->view_grants));
	if (rc)
		return rc;
	w->view_events.data = &w->views.loans;
	return uv_poll_start(&w->view_events, UV_READABLE, on_view_events);
}
