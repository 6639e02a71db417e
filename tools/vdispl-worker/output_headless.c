// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/output_headless.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/vdispl-worker/pacer.h"

struct headless {
	struct output output;
	uv_timer_t timer;
	struct pacer pacer;
	char why[WORKER_REASON_BYTES];
};

/* The output is the first member: one object, two views. */
static struct headless *headless_of(struct output *output)
{
	return (struct headless *)output;
}

static int headless_show(struct output *output, struct framebuffer *fb,
			 const struct output_area *area)
{
	struct headless *h = headless_of(output);

	uv_timer_stop(&h->timer);
	output_set_mode(output, WORKER_MODE_HEADLESS, "%s", h->why);
	return 0;
}

static void on_beat(uv_timer_t *timer)
{
	struct headless *h = timer->data;

	output_flip_done(&h->output);
}

static int headless_flip(struct output *output, struct framebuffer *fb)
{
	struct headless *h = headless_of(output);

	uv_update_time(h->timer.loop);
	return uv_timer_start(&h->timer, on_beat,
			      pacer_next_ms(&h->pacer, uv_hrtime()), 0);
}

static void headless_off(struct output *output)
{
	uv_timer_stop(&headless_of(output)->timer);
}

static void on_closed(uv_handle_t *timer)
{
	free(timer->data);
}

static void headless_destroy(struct output *output)
{
	uv_close((uv_handle_t *)&headless_of(output)->timer, on_closed);
}

static const struct output_kind headless_kind = {
	.show = headless_show,
	.flip = headless_flip,
	.off = headless_off,
	.destroy = headless_destroy,
};

int output_headless_create(uv_loop_t *loop, unsigned int place,
			   const struct worker_connector *connector,
			   const char *reason, struct output **out)
{
	struct headless *h = calloc(1, sizeof(*h));

	if (!h)
		return -ENOMEM;
	output_init(&h->output, &headless_kind, place, connector);
	snprintf(h->why, sizeof(h->why), "%s", reason);
	h->pacer.period_ns = PACER_60_HZ_NS;
	uv_timer_init(loop, &h->timer);
	h->timer.data = h;
	*out = &h->output;
	return 0;
}
