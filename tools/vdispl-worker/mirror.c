// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/mirror.h"

#include "tools/vdispl-worker/format.h"

static struct output *mirror_of(struct worker *w, unsigned int connector)
{
	return w->outputs[worker_mirror_place(connector)];
}

/* Says so once, however often it is tried again. */
static void mirror_fail(struct output *mirror, const struct violation *why)
{
	if (mirror->shown)
		output_off(mirror);
	output_set_mode(mirror, WORKER_MODE_OFF, "%s", why->allowed);
}

void mirror_show(struct worker *w, unsigned int connector)
{
	const struct output *output = w->outputs[connector];
	struct output *mirror = mirror_of(w, connector);
	struct framebuffer *fb = output_newest(output);
	struct violation why;

	if (!mirror)
		return;
	if (!fb)
		output_off(mirror);
	else if (output_set_config(mirror, fb, &output->area,
				   format_find(fb->picture.fourcc)->bpp, &why))
		mirror_fail(mirror, &why);
}

void mirror_flip(struct worker *w, unsigned int connector, struct framebuffer *fb)
{
	struct output *mirror = mirror_of(w, connector);
	struct violation why;

	if (!mirror || !mirror->shown)
		return;
	/* Slower than the guest: what it has not begun to show by now it skips. */
	mirror->queued = NULL;
	if (output_flip(mirror, fb, &why))
		mirror_fail(mirror, &why);
}

void mirror_forget(struct worker *w, unsigned int connector,
		   const struct framebuffer *fb)
{
	struct output *mirror = mirror_of(w, connector);

	if (mirror && (mirror->shown == fb || mirror->pending == fb ||
		       mirror->queued == fb))
		mirror_show(w, connector);
}

void mirror_refresh(struct worker *w, unsigned int connector)
{
	struct output *mirror = mirror_of(w, connector);

	if (!mirror)
		return;
	output_refresh(mirror);
	/* It could not show it before, or its connector cannot any more. */
	if (!mirror->shown || !w->outputs[connector]->shown)
		mirror_show(w, connector);
}
