// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/view.h"

#include <errno.h>
#include <unistd.h>

#include "tools/vdispl-worker/buffer.h"

/* No mapping stays because a client once looked at a picture. */
static void on_idle(uv_timer_t *timer)
{
	struct views *views = timer->data;
	struct buffer *buffer, *next;

	/* Whoever waits asks again, and that starts the timer again. */
	if (views->in_use(views->context))
		return;
	HASH_ITER(hh, views->buffers->by_cookie, buffer, next)
		view_end(views, &buffer->view);
}

static void on_late(uv_timer_t *timer)
{
	struct views *views = timer->data;

	if (!loans_tick(&views->loans, VIEW_TICKS))
		uv_timer_stop(timer);
}

void views_start(struct views *views, uv_loop_t *loop)
{
	uv_timer_init(loop, &views->idle);
	uv_timer_init(loop, &views->late);
	views->idle.data = views->late.data = views;
}

void views_touch(struct views *views)
{
	uv_timer_start(&views->idle, on_idle, VIEW_IDLE_MS, 0);
}

static int view_create(struct views *views, struct buffer *buffer)
{
	struct view *view = &buffer->view;
	struct violation why;
	struct loan *loan;
	int rc;

	if (view->ending)
		return -EBUSY;
	rc = loan_take(&views->loans, buffer->directory, buffer->loan->pages, &loan,
		       &view->fd, &why);
	if (rc)
		return rc;
	view->loan = loan;
	view->number = ++views->last_number;
	return 0;
}

int view_get(struct views *views, struct buffer *buffer)
{
	struct view *view = &buffer->view;
	struct buffer *other, *next;
	int rc = 0;

	if (buffer->own) {
		if (!view->number)
			view->number = ++views->last_number;
		return buffer->fd;
	}
	if (!view->loan)
		rc = view_create(views, buffer);
	if (rc == -ENOSPC)
		HASH_ITER(hh, views->buffers->by_cookie, other, next)
			view_end(views, &other->view);
	return rc ? rc : view->fd;
}

void view_end(struct views *views, struct view *view)
{
	struct loan *loan = view->loan;

	if (!loan)
		return;
	/* From here on no client has the pages, as far as the CPU goes. */
	loan_revoke(&views->loans, loan);
	close(view->fd);
	view->loan = NULL;
	view->ending = loan;
	loan->known = &view->ending;
	loan_end(&views->loans, loan, NULL);
}

void view_end_with(struct views *views, struct view *view, struct loan *loan)
{
	view_end(views, view);
	if (!view->ending)
		return;
	view->ending->known = NULL;
	loan_join(view->ending, loan);
	view->ending->ticks = 0;
	if (!uv_is_active((uv_handle_t *)&views->late))
		uv_timer_start(&views->late, on_late, VIEW_TICK_MS, VIEW_TICK_MS);
}
