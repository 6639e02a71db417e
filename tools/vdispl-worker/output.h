/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a connector shows, and where. One face over the kinds of output: a
 * display of this host (output_kms.c) or none (output_headless.c).
 *
 * Rules that hold for every kind: at most one flip is under way and one more
 * waits; each flip that was accepted is reported exactly once, when the display
 * has switched or is never going to; a framebuffer that is shown, under way or
 * waiting is not removed before output_forget().
 */
#ifndef VDISPL_WORKER_OUTPUT_H
#define VDISPL_WORKER_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/common/log.h"
#include "tools/common/worker_protocol.h"
#include "tools/vdispl-worker/edid.h"
#include "tools/vdispl-worker/framebuffer.h"
#include "tools/vdispl-worker/latency.h"
#include "tools/vdispl-worker/violation.h"

/* Where the framebuffer's top left part lies in the connector's visible area. */
struct output_area {
	uint32_t x, y, width, height;
};

struct output;

/*
 * A kind of output. It calls output_flip_done() once for each flip that it
 * accepted, later and never from inside .flip; .show and .off drop the flip
 * that is under way, and it is not called for that one any more.
 */
struct output_kind {
	int (*show)(struct output *output, struct framebuffer *fb,
		    const struct output_area *area);
	int (*flip)(struct output *output, struct framebuffer *fb);
	void (*off)(struct output *output);
	/* Looks at the display again; .show follows if anything is shown. NULL: no display. */
	void (*refresh)(struct output *output);
	void (*destroy)(struct output *output);
};

/* What every kind has; zeroed, then output_init(). */
struct output {
	const struct output_kind *kind;
	unsigned int index;		/* of the connector */
	const char *name;		/* "VGA-1"; the setup's, not owned */
	uint32_t width, height;		/* the connector's visible area */
	struct edid edid;		/* the monitor, as the guest sees it */

	struct output_area area;	/* while .shown */
	struct framebuffer *shown;	/* NULL: off */
	struct framebuffer *pending;	/* flip under way; shown next */
	struct framebuffer *queued;	/* flip to start after that */
	uint64_t pending_since;		/* as .now_ms counts, when the guest asked */
	uint64_t queued_since;
	struct latency latency;

	/* Reports a flip to the guest. */
	void (*report)(void *context, unsigned int index, uint64_t fb_cookie);
	/* The loop's time, which costs no call; NULL: flips are not timed. */
	uint64_t (*now_ms)(void *context);
	/* Something else is shown now, or nothing; NULL: nobody cares. */
	void (*changed)(void *context, unsigned int index);
	void *context;			/* set by output_init(), as all above */

	enum worker_output_mode mode;
	char reason[WORKER_REASON_BYTES];	/* why not zero-copy */
	enum worker_output_mode logged_mode;	/* the log knows of this one */
	struct log_budget mode_lines;
	uint64_t flips;
	uint64_t frame;			/* counts what .changed tells */
	uint64_t bytes_copied;
};

/* Fills in what @connector says; @connector must outlive the output. */
void output_init(struct output *output, const struct output_kind *kind,
		 unsigned int place, const struct worker_connector *connector);

/*
 * Shows @fb from now on.
 * -EINVAL: @fb is smaller than @area or has another depth than @bpp, *why tells.
 * Another -errno: the output cannot do it; it is off then.
 */
int output_set_config(struct output *output, struct framebuffer *fb,
		      const struct output_area *area, uint32_t bpp,
		      struct violation *why);

/*
 * Shows @fb in the place of what is shown.
 * -EINVAL: nothing is shown yet, or @fb does not fit the configuration.
 * -EBUSY: one flip is under way and one waits already.
 */
int output_flip(struct output *output, struct framebuffer *fb,
		struct violation *why);

/* The frame that the guest sees as the last one it gave; NULL: off. */
struct framebuffer *output_newest(const struct output *output);

/* Blank, and idle. Flips that were accepted are reported. */
void output_off(struct output *output);

/*
 * Another output in the place of one. output_leave() has it show nothing and keeps
 * in @past what it was; flips that were accepted are reported. output_follow()
 * has the next one show the same, report to the same, and go on counting.
 */
void output_leave(struct output *output, struct output *past);
void output_follow(struct output *output, const struct output *past);

/*
 * The host's displays have changed: what is shown is shown anew, as it can be
 * now. Flips that were accepted are reported.
 */
void output_refresh(struct output *output);

/* Lets go of @fb: blank, if it has anything to do with what is shown. */
void output_forget(struct output *output, const struct framebuffer *fb);

/* For the kinds: the display shows the pending framebuffer now. */
void output_flip_done(struct output *output);

/* For the kinds: how frames get to the display, and why not better. Logs a change. */
void output_set_mode(struct output *output, enum worker_output_mode mode,
		     const char *reason, ...) __attribute__((format(printf, 3, 4)));

void output_status(const struct output *output, struct worker_connector_status *status);

/* NULL is fine. */
void output_destroy(struct output *output);

#endif
