/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A display card in place of libdrm and the kernel: one connector, one CRTC and
 * one plane, three modes, buffers that are counted, and commits whose result can
 * be looked at. Link with -Wl,--wrap=mmap.
 */
#ifndef TESTS_FAKE_DRM_H
#define TESTS_FAKE_DRM_H

#include <stdbool.h>
#include <stdint.h>

#define FAKE_CONNECTOR 31
#define FAKE_CRTC 41
#define FAKE_PLANE 51

struct fake_drm {
	/* What the card can and cannot. */
	bool no_atomic, no_vblank;
	bool scales;			/* the plane, to any size */
	int import_error;		/* errno of every import; 0: it works */
	uint32_t only_fourcc;		/* AddFB2 knows no other; 0: knows all */
	uint32_t stride_multiple;	/* AddFB2 wants this; 0: any */
	int try_error;			/* errno of every TEST_ONLY */
	int show_error;			/* ... of every commit with a mode of guests' fbs */
	int flip_error;			/* ... of every non-blocking commit */

	bool away;			/* no master behind the lease: nothing can be set */
	bool unplugged;			/* the connector has no modes */
	bool no_export;			/* of dumb buffers as dma-bufs */
	const void *edid;		/* of the monitor; NULL: none */
	uint32_t edid_size;

	/* What is there. */
	int gems, fbs, blobs, dumbs, mappings;

	/* What was done. */
	unsigned int n_tries, n_shows, n_flips, n_offs, n_dumb_exports;
	bool lit;
	uint32_t fb_id;			/* on screen, or about to be */
	uint32_t mode;			/* index; see fake_drm_modes */
	uint32_t x, y, width, height;	/* of the plane */
	bool event_owed;		/* a commit's event has not been sent */
	uint64_t event_data;
};

extern struct fake_drm fake_drm;

/* Sizes of the modes, the preferred one first. */
extern const uint32_t fake_drm_modes[3][2];

void fake_drm_reset(void);

/* A new "lease"; the code under test closes it. */
int fake_drm_open(void);

/* The display switches: the event that is owed becomes readable. */
void fake_drm_complete(void);

/* The pixels, stride and size of a dumb framebuffer; NULL: it is none. */
const uint8_t *fake_drm_pixels(uint32_t fb_id, uint32_t *stride);

/* Stride and format with which @fb_id was made. */
uint32_t fake_drm_fb_stride(uint32_t fb_id);
uint32_t fake_drm_fb_fourcc(uint32_t fb_id);

#endif
