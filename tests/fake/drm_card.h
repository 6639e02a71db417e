/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the broker uses of libdrm: reading a KMS card, being its master, leases.
 * A card is any file that has been registered; connectors, encoders, CRTCs and
 * planes are made up from the numbers given.
 */
#ifndef TESTS_FAKE_DRM_CARD_H
#define TESTS_FAKE_DRM_CARD_H

#include <stdbool.h>
#include <stdint.h>

#define FAKE_DRM_CARDS 4

struct fake_drm_card {
	const char *path;
	bool not_kms;
	bool unplugged;			/* its connectors have no modes */
	bool foreign_master;		/* drmSetMaster fails */
	unsigned int n_connectors;	/* VGA-1, VGA-2, ...; ids from 100 */
	unsigned int n_crtcs;		/* ids from 200; primary planes from 300 */
	uint32_t possible_crtcs[8];	/* of each connector; 0: all */
};

void fake_drm_reset(void);
void fake_drm_add(const struct fake_drm_card *card);

/* Another program becomes master of the card that was added last, or is it no more. */
void fake_drm_set_foreign(bool foreign);

/* Cards that have a master. */
unsigned int fake_drm_masters(void);

/* Leases that have not been revoked. */
unsigned int fake_drm_leases(void);
/* The objects of the lease made last. */
unsigned int fake_drm_leased(const uint32_t **objects);

/* Pictures of the broker's own that are there, and the CRTC that shows one; 0: none. */
unsigned int fake_drm_pictures(void);
uint32_t fake_drm_shown_crtc(void);

/* From now on the n-th libdrm call fails; 0: none. */
void fake_drm_fail(unsigned int n);
unsigned int fake_drm_calls(void);
/* The next leases fail with this -errno; 0: work. */
void fake_drm_fail_leases(int error);

#endif
