// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/vdispl-worker/format.h"

#define MODE_LINES 8

void output_init(struct output *output, const struct output_kind *kind,
		 unsigned int place, const struct worker_connector *connector)
{
	output->kind = kind;
	output->index = worker_place_connector(place);
	output->name = connector->output;
	output->width = connector->width;
	output->height = connector->height;
	output->mode = WORKER_MODE_OFF;
	output->logged_mode = WORKER_MODE_OFF;
	output->mode_lines.burst = MODE_LINES;
	/* Where no monitor of that size can be described there is none: .size 0. */
	edid_make(&output->edid, connector->unique_id, connector->width,
		  connector->height);
}

static uint64_t now_ms(const struct output *output)
{
	return output->now_ms ? output->now_ms(output->context) : 0;
}

/* Whether @fb can fill @area; the flips of a configuration keep its depth. */
static int fb_check(const struct framebuffer *fb, const struct output_area *area,
		    uint32_t bpp, struct violation *why)
{
	const struct picture *p = &fb->picture;

	if (p->width < area->width)
		return violation(why, -EINVAL, "width", area->width,
				 "at most %u, the framebuffer's", p->width);
	if (p->height < area->height)
		return violation(why, -EINVAL, "height", area->height,
				 "at most %u, the framebuffer's", p->height);
	if (format_find(p->fourcc)->bpp != bpp)
		return violation(why, -EINVAL, "bpp", bpp, "%u, the framebuffer's",
				 format_find(p->fourcc)->bpp);
	return 0;
}

/* What was accepted and will not happen any more is over, as far as the guest cares. */
static void flips_end(struct output *output)
{
	struct framebuffer *pending = output->pending, *queued = output->queued;

	output->pending = NULL;
	output->queued = NULL;
	if (pending)
		output->report(output->context, output->index, pending->cookie);
	if (queued)
		output->report(output->context, output->index, queued->cookie);
}

static void frame_next(struct output *output)
{
	output->frame++;
	if (output->changed)
		output->changed(output->context, output->index);
}

int output_set_config(struct output *output, struct framebuffer *fb,
		      const struct output_area *area, uint32_t bpp,
		      struct violation *why)
{
	int rc = fb_check(fb, area, bpp, why);

	if (rc)
		return rc;
	flips_end(output);
	rc = output->kind->show(output, fb, area);
	if (rc) {
		output_off(output);
		return violation(why, rc, NULL, 0, "%s", strerror(-rc));
	}
	output->shown = fb;
	output->area = *area;
	frame_next(output);
	return 0;
}

int output_flip(struct output *output, struct framebuffer *fb, struct violation *why)
{
	uint64_t now;
	int rc;

	if (!output->shown)
		return violation(why, -EINVAL, NULL, 0, "SET_CONFIG comes first");
	if (fb->picture.fourcc != output->shown->picture.fourcc)
		return violation(why, -EINVAL, "pixel_format", fb->picture.fourcc,
				 "the one configured, %s",
				 format_find(output->shown->picture.fourcc)->name);
	rc = fb_check(fb, &output->area, format_find(fb->picture.fourcc)->bpp, why);
	if (rc)
		return rc;
	now = now_ms(output);
	if (output->pending && output->queued)
		return violation(why, -EBUSY, NULL, 0,
				 "one flip is under way and one waits");
	if (output->pending) {
		output->queued = fb;
		output->queued_since = now;
		return 0;
	}
	rc = output->kind->flip(output, fb);
	if (rc)
		return violation(why, rc, NULL, 0, "%s", strerror(-rc));
	output->pending = fb;
	output->pending_since = now;
	return 0;
}

void output_flip_done(struct output *output)
{
	struct framebuffer *next = output->queued;

	if (!output->pending)
		return;
	output->shown = output->pending;
	output->pending = NULL;
	output->queued = NULL;
	output->flips++;
	latency_add(&output->latency, now_ms(output) - output->pending_since);
	output->pending_since = output->queued_since;
	output->report(output->context, output->index, output->shown->cookie);
	/* It was accepted: if it fails now, the guest must not wait for it. */
	if (next && output->kind->flip(output, next))
		output->report(output->context, output->index, next->cookie);
	else
		output->pending = next;
	frame_next(output);
}

void output_off(struct output *output)
{
	bool was_shown = output->shown;

	output->kind->off(output);
	output->shown = NULL;
	flips_end(output);
	output->mode = WORKER_MODE_OFF;
	if (was_shown)
		frame_next(output);
}

struct framebuffer *output_newest(const struct output *output)
{
	if (output->queued)
		return output->queued;
	return output->pending ? output->pending : output->shown;
}

void output_leave(struct output *output, struct output *past)
{
	*past = *output;
	past->shown = output_newest(output);
	output->kind->off(output);
	output->shown = NULL;
	flips_end(output);
}

void output_follow(struct output *output, const struct output *past)
{
	output->report = past->report;
	output->changed = past->changed;
	output->context = past->context;
	output->flips = past->flips;
	output->frame = past->frame;
	output->bytes_copied = past->bytes_copied;
	output->latency = past->latency;
	if (!past->shown)
		return;
	output->shown = past->shown;
	output->area = past->area;
	if (output->kind->show(output, output->shown, &output->area))
		output_off(output);
	else
		frame_next(output);
}

void output_refresh(struct output *output)
{
	struct framebuffer *fb = output_newest(output);

	if (!output->kind->refresh)
		return;
	output->kind->refresh(output);
	/* What was turned off while the card was not ours may still be lit. */
	if (!output->shown)
		output->kind->off(output);
	if (!output->shown)
		return;
	flips_end(output);
	output->shown = fb;
	if (output->kind->show(output, fb, &output->area))
		output_off(output);
	else
		frame_next(output);
}

void output_forget(struct output *output, const struct framebuffer *fb)
{
	if (output->shown == fb || output->pending == fb || output->queued == fb)
		output_off(output);
}

static const char *mode_name(enum worker_output_mode mode)
{
	switch (mode) {
	case WORKER_MODE_OFF:
		return "off";
	case WORKER_MODE_ZERO_COPY:
		return "zero-copy";
	case WORKER_MODE_COPY:
		return "copy";
	case WORKER_MODE_HEADLESS:
		return "headless";
	}
	return "?";
}

void output_set_mode(struct output *output, enum worker_output_mode mode,
		     const char *reason, ...)
{
	char text[WORKER_REASON_BYTES];
	va_list args;

	va_start(args, reason);
	vsnprintf(text, sizeof(text), reason, args);
	va_end(args);
	output->mode = mode;
	if (mode == output->logged_mode && !strcmp(text, output->reason))
		return;
	output->logged_mode = mode;
	memcpy(output->reason, text, sizeof(text));
	log_budgeted(&output->mode_lines, LOG_LEVEL_INFO, "connector %u on %s: %s%s%s",
		     output->index, output->name, mode_name(mode),
		     text[0] ? ": " : "", text);
}

void output_status(const struct output *output, struct worker_connector_status *status)
{
	memset(status, 0, sizeof(*status));
	status->mode = output->mode;
	if (output->shown) {
		status->width = output->shown->picture.width;
		status->height = output->shown->picture.height;
		status->fourcc = output->shown->picture.fourcc;
	}
	status->flips = output->flips;
	status->bytes_copied = output->bytes_copied;
	status->latency_last = latency_last(&output->latency);
	status->latency_median = latency_median(&output->latency);
	status->latency_max = latency_max(&output->latency);
	memcpy(status->reason, output->reason, sizeof(status->reason));
}

void output_destroy(struct output *output)
{
	if (output)
		output->kind->destroy(output);
}
