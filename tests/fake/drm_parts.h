/* SPDX-License-Identifier: GPL-2.0-only */
/* What drm.c and drm_buffers.c know of each other. */
#ifndef TESTS_FAKE_DRM_PARTS_H
#define TESTS_FAKE_DRM_PARTS_H

#include <stdbool.h>
#include <stdint.h>

/* The lease that was opened last; -1: none. */
extern int fake_drm_card_fd;

/* A commit has met a fault: what is on screen may not have gone dark. */
extern bool fake_drm_struck;

void fake_drm_buffers_reset(void);
bool fake_drm_has_fb(uint32_t fb_id);

/* Of memory of the card's own, no import. */
bool fake_drm_fb_is_dumb(uint32_t fb_id);

/* Sets errno; -1. */
int fake_drm_refuse(int error);

#endif
