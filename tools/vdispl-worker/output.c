// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/vdispl-worker/format.h"

#define MODE_LINES 8

void output_init(struct output *output, const struct output_kind *kind,
		 unsigned int index, const struct worker_connector *connector)
{
	output->kind = kind;
	output->index = index;
	output->name = connector->output;
	output->width = connector->width;
	output->height = connector->height;
	output->mode = WORKER_MODE_OFF;
	output->logged_mode = WORKER_MODE_OFF;
	output->mode_lines.burst = MODE_LINES;
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
	output->frame++;
	return 0;
}

int output_flip(struct output *output, struct framebuffer *fb, struct violation *why)
{
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
	if (output->pending && output->queued)
		return violation(why, -EBUSY, NULL, 0,
				 "one flip is under way and one waits");
	if (output->pending) {
		output->queued = fb;
		return 0;
	}
	rc = output->kind->flip(output, fb);
	if (rc)
		return violation(why, rc, NULL, 0, "%s", strerror(-rc));
	output->pending = fb;
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
	output->frame++;
	output->report(output->context, output->index, output->shown->cookie);
	if (!next)
		return;
	/* It was accepted: if it fails now, the guest must not wait for it. */
	if (output->kind->flip(output, next))
		output->report(output->context, output->index, next->cookie);
	else
		output->pending = next;
}

void output_off(struct output *output)
{
	output->kind->off(output);
	output->shown = NULL;
	flips_end(output);
	output->mode = WORKER_MODE_OFF;
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
	memcpy(status->reason, output->reason, sizeof(status->reason));
}

void output_destroy(struct output *output)
{
	if (output)
		output->kind->destroy(output);
}
