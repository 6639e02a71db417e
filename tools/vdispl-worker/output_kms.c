// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/output_kms.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/vdispl-worker/copy.h"
#include "tools/vdispl-worker/edid_host.h"
#include "tools/vdispl-worker/fit.h"
#include "tools/vdispl-worker/kms.h"
#include "tools/vdispl-worker/modes.h"
#include "tools/vdispl-worker/pacer.h"
#include "tools/vdispl-worker/placement.h"

#define RETRY_MS 1

struct kms_output {
	struct output output;		/* first: see kms_of() */
	struct card_display display;
	struct card *card;
	unsigned int card_index;	/* among the worker's cards: that of its place */
	uint32_t number;		/* of .display, among the card's */
	const char *unique_id;		/* the setup's, not owned */
	bool never_copy;		/* rather dark */
	struct kms_path path;
	struct modes modes;

	/* The configuration. */
	struct fit fit;
	struct placement_rect target;	/* of the plane, while it does not copy */
	bool copying;			/* this one does */
	bool dark;			/* there is nothing to show it on */
	struct copy copy;

	/* The flip under way. */
	bool under_way;
	uint32_t sequence;		/* tells its event from those of dropped ones */
	bool arrived;			/* the card says so */
	bool due;			/* the beat says so; only where no event does */
	uv_timer_t timer;
	struct pacer pacer;
};

static struct kms_output *kms_of(struct output *output)
{
	return (struct kms_output *)output;
}

static struct kms_output *display_of(struct card_display *display)
{
	return (struct kms_output *)((char *)display -
				     offsetof(struct kms_output, display));
}

static void flip_drop(struct kms_output *k)
{
	k->under_way = false;
	k->sequence++;
	uv_timer_stop(&k->timer);
}

static void flip_complete(struct kms_output *k)
{
	if (!k->under_way || !k->arrived || !k->due)
		return;
	k->under_way = false;
	output_flip_done(&k->output);
}

static void kms_flipped(struct card_display *display, uint32_t sequence)
{
	struct kms_output *k = display_of(display);

	if (sequence != k->sequence)
		return;
	k->arrived = true;
	flip_complete(k);
}

static void on_beat(uv_timer_t *timer)
{
	struct kms_output *k = timer->data;

	k->due = true;
	card_read_events(k->card);
	flip_complete(k);
	if (k->under_way && k->due)
		uv_timer_start(timer, on_beat, RETRY_MS, 0);
}

static uint64_t flip_begin(struct kms_output *k)
{
	k->under_way = true;
	k->arrived = false;
	k->due = k->card->has_vblank;
	return card_event_data(k->number, ++k->sequence);
}

/* @done: the commit is through, no event will say so. */
static void flip_begun(struct kms_output *k, bool done)
{
	if (done) {
		k->arrived = true;
		k->due = false;
	}
	if (k->due)
		return;
	uv_update_time(k->timer.loop);
	uv_timer_start(&k->timer, on_beat, pacer_next_ms(&k->pacer, uv_hrtime()), 0);
}

static struct placement_rect rect_at(uint32_t x, uint32_t y,
				     struct placement_size size)
{
	return (struct placement_rect){ x, y, size.width, size.height };
}

static struct kms_view kms_view_of(const struct kms_output *k, uint32_t fb_id)
{
	struct kms_view view = {
		.mode = modes_get(&k->modes, k->fit.mode),
		.fb_id = fb_id,
	};

	if (k->copying) {
		view.source = k->fit.display;
		view.target = rect_at(0, 0, view.source);
	} else {
		view.source = k->fit.picture;
		view.target = k->target;
	}
	return view;
}

/* Draws @fb for the copy path, whose buffers are made if need be. */
static int copy_frame(struct kms_output *k, struct framebuffer *fb, uint32_t *fb_id)
{
	int64_t copied;
	int rc = 0;

	if (!k->copying)
		rc = copy_prepare(&k->copy, k->card, k->fit.display,
				  fb->picture.fourcc, &k->fit.centred);
	if (rc)
		return rc;
	k->copying = true;
	copied = copy_draw(&k->copy, fb, fb_id);
	if (copied < 0)
		return copied;
	k->output.bytes_copied += copied;
	return 0;
}

static int show_copy(struct kms_output *k, struct framebuffer *fb)
{
	struct kms_view view;
	uint32_t fb_id;
	int rc = copy_frame(k, fb, &fb_id);

	if (rc)
		return rc;
	view = kms_view_of(k, fb_id);
	rc = kms_show(&k->path, &view);
	if (!rc)
		copy_swap(&k->copy);
	return rc;
}

static int show_at(struct kms_output *k, uint32_t fb_id, struct placement_rect target)
{
	struct kms_view view;

	k->target = target;
	view = kms_view_of(k, fb_id);
	return kms_show(&k->path, &view);
}

/* On failure *reason says why, and the display is as it was. */
static int show_direct(struct kms_output *k, struct framebuffer *fb, char *reason)
{
	const struct scanout *scanout = &fb->scanouts[k->card_index];
	const struct placement *centred = &k->fit.centred;
	struct placement_size size = k->fit.picture;
	int rc;

	if (!scanout->fb_id) {
		scanout_reason(scanout, reason, WORKER_REASON_BYTES);
		return scanout->error;
	}
	if (fit_scales(&k->fit)) {
		rc = show_at(k, scanout->fb_id, k->fit.scaled);
		if (!rc || rc == -EACCES)
			return rc;
	}
	if (!placement_is_whole(centred, size)) {
		snprintf(reason, WORKER_REASON_BYTES, "no mode as large as %ux%u",
			 size.width, size.height);
		return -ERANGE;
	}
	rc = show_at(k, scanout->fb_id, rect_at(centred->dst_x, centred->dst_y, size));
	if (rc)
		snprintf(reason, WORKER_REASON_BYTES, "%ux%u in mode %ux%u: %s",
			 size.width, size.height, k->fit.display.width,
			 k->fit.display.height, strerror(-rc));
	return rc;
}

static int mode_choose(struct kms_output *k, const struct output_area *area)
{
	struct placement_size screen = { k->output.width, k->output.height };
	int rc = fit_choose(&k->fit, k->modes.sizes, k->modes.n, screen, area);

	if (!rc)
		k->pacer.period_ns = modes_period_ns(&k->modes, k->fit.mode);
	return rc;
}

/* The guest goes on as if somebody looked. */
static int show_dark(struct kms_output *k, const char *reason)
{
	kms_off(&k->path);
	copy_finish(&k->copy, k->card);
	k->dark = true;
	k->pacer.period_ns = PACER_60_HZ_NS;
	output_set_mode(&k->output, WORKER_MODE_HEADLESS, "%s", reason);
	return 0;
}

static int show_unplugged(struct kms_output *k)
{
	char reason[WORKER_REASON_BYTES];

	snprintf(reason, sizeof(reason), "nothing is plugged in at %s", k->output.name);
	return show_dark(k, reason);
}

/*
 * The card answers -EACCES while the broker is not its master, and our lease with it.
 * A refresh follows when that is over.
 */
static int show_away(struct kms_output *k)
{
	char reason[WORKER_REASON_BYTES];

	snprintf(reason, sizeof(reason), "the host shows something else at %s",
		 k->output.name);
	return show_dark(k, reason);
}

static int flip_dark(struct kms_output *k)
{
	flip_begin(k);
	flip_begun(k, true);
	return 0;
}

static int kms_output_show(struct output *output, struct framebuffer *fb,
			   const struct output_area *area)
{
	struct kms_output *k = kms_of(output);
	char reason[WORKER_REASON_BYTES];
	int rc;

	flip_drop(k);
	k->copying = false;
	if (mode_choose(k, area))
		return show_unplugged(k);
	k->dark = false;
	rc = show_direct(k, fb, reason);
	if (!rc) {
		copy_finish(&k->copy, k->card);
		output_set_mode(output, WORKER_MODE_ZERO_COPY, "%s", "");
		return 0;
	}
	if (k->never_copy)
		return rc == -EACCES ? show_away(k) : show_dark(k, reason);
	rc = show_copy(k, fb);
	if (rc == -EACCES)
		return show_away(k);
	if (!rc)
		output_set_mode(output, WORKER_MODE_COPY, "%s", reason);
	return rc;
}

/*
 * A card that is still busy with its last commit, and a change of the buffers'
 * kind, take a full commit, which waits for the one before.
 */
static int flip_commit(struct kms_output *k, uint32_t fb_id, bool full)
{
	struct kms_view view = kms_view_of(k, fb_id);
	uint64_t event_data = flip_begin(k);
	int rc = full ? -EBUSY : kms_flip(&k->path, fb_id, event_data);

	if (rc == -EBUSY)
		rc = kms_show_event(&k->path, &view, event_data);
	if (rc < 0) {
		flip_drop(k);
		return rc;
	}
	flip_begun(k, rc == KMS_DONE);
	return 0;
}

static int flip_direct(struct kms_output *k, struct framebuffer *fb, char *reason)
{
	const struct scanout *scanout = &fb->scanouts[k->card_index];
	int rc;

	if (!scanout->fb_id) {
		scanout_reason(scanout, reason, WORKER_REASON_BYTES);
		return scanout->error;
	}
	rc = flip_commit(k, scanout->fb_id, false);
	if (rc)
		snprintf(reason, WORKER_REASON_BYTES, "flip: %s", strerror(-rc));
	return rc;
}

static int flip_copy(struct kms_output *k, struct framebuffer *fb)
{
	bool full = !k->copying;
	uint32_t fb_id;
	int rc = copy_frame(k, fb, &fb_id);

	if (!rc)
		rc = flip_commit(k, fb_id, full);
	if (!rc)
		copy_swap(&k->copy);
	else if (full)
		k->copying = false;
	return rc;
}

static int flip_lit(struct kms_output *k, struct framebuffer *fb)
{
	char reason[WORKER_REASON_BYTES];
	int rc;

	if (k->copying)
		return flip_copy(k, fb);
	rc = flip_direct(k, fb, reason);
	if (!rc || (rc == -EACCES && k->never_copy))
		return rc;
	if (k->never_copy) {
		show_dark(k, reason);
		return flip_dark(k);
	}
	rc = flip_copy(k, fb);
	if (!rc)
		output_set_mode(&k->output, WORKER_MODE_COPY, "%s", reason);
	return rc;
}

static int kms_output_flip(struct output *output, struct framebuffer *fb)
{
	struct kms_output *k = kms_of(output);
	int rc;

	if (k->dark)
		return flip_dark(k);
	rc = flip_lit(k, fb);
	if (rc != -EACCES)
		return rc;
	show_away(k);
	return flip_dark(k);
}

static void kms_output_off(struct output *output)
{
	struct kms_output *k = kms_of(output);

	flip_drop(k);
	kms_off(&k->path);
	copy_finish(&k->copy, k->card);
	k->copying = false;
	k->dark = false;
}

static int kms_try_picture(struct card_display *display,
			   const struct picture *picture, uint32_t fb_id)
{
	struct kms_output *k = display_of(display);
	struct placement_size size = { picture->width, picture->height };
	struct kms_view view = {
		.fb_id = fb_id,
		.source = size,
		.target = rect_at(0, 0, size),
	};
	int mode = modes_find(&k->modes, size);
	int rc;

	if (mode < 0)
		return -ERANGE;
	view.mode = modes_get(&k->modes, mode);
	rc = kms_try(&k->path, &view);
	/* Nobody can tell now; showing it will. */
	return rc == -EACCES ? 0 : rc;
}

/* The real monitor's words, if they fit what the guest is to have. */
static void edid_choose(struct kms_output *k)
{
	struct output *output = &k->output;
	struct edid host;

	edid_make(&output->edid, k->unique_id, output->width, output->height);
	if (!edid_host_read(&host, k->card->fd, k->path.connector_id) &&
	    !edid_check(&host, output->width, output->height))
		output->edid = host;
}

static void kms_output_refresh(struct output *output)
{
	struct kms_output *k = kms_of(output);

	modes_finish(&k->modes);
	/* A connector that is gone altogether is one without modes. */
	modes_init(&k->modes, k->card->fd, k->path.connector_id);
	edid_choose(k);
}

static void on_closed(uv_handle_t *timer)
{
	free(timer->data);
}

static void kms_output_destroy(struct output *output)
{
	struct kms_output *k = kms_of(output);

	if (output->shown)
		kms_output_off(output);
	modes_finish(&k->modes);
	uv_close((uv_handle_t *)&k->timer, on_closed);
}

static const struct output_kind kms_kind = {
	.show = kms_output_show,
	.flip = kms_output_flip,
	.off = kms_output_off,
	.refresh = kms_output_refresh,
	.destroy = kms_output_destroy,
};

int output_kms_create(uv_loop_t *loop, unsigned int place,
		      const struct worker_connector *connector,
		      struct card *card, char *why, struct output **out)
{
	struct kms_output *k = calloc(1, sizeof(*k));
	int rc;

	if (!k)
		return -ENOMEM;
	output_init(&k->output, &kms_kind, place, connector);
	k->card = card;
	k->card_index = place;
	k->never_copy = connector->never_copy;
	k->unique_id = connector->unique_id;
	k->path.fd = card->fd;
	k->path.atomic = card->atomic;
	k->path.connector_id = connector->connector_id;
	k->path.crtc_id = connector->crtc_id;
	k->path.plane_id = connector->plane_id;
	rc = kms_path_resolve(&k->path);
	if (!rc)
		rc = modes_init(&k->modes, card->fd, connector->connector_id);
	if (rc) {
		snprintf(why, WORKER_REASON_BYTES, "%s: %s", connector->output,
			 strerror(-rc));
		free(k);
		return rc;
	}
	edid_choose(k);
	k->display.try = kms_try_picture;
	k->display.flipped = kms_flipped;
	k->number = card_add_display(card, &k->display, connector->crtc_id);
	uv_timer_init(loop, &k->timer);
	k->timer.data = k;
	*out = &k->output;
	return 0;
}
