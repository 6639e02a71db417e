/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a request is refused: which field, what it holds, what it may hold. It is
 * filled where the value is checked and written to the log in one place.
 */
#ifndef VDISPL_WORKER_VIOLATION_H
#define VDISPL_WORKER_VIOLATION_H

#include <stdint.h>

struct violation {
	const char *field;	/* NULL: no field is to blame, .allowed tells all */
	uint64_t value;
	char allowed[112];
};

/* Fills *v and returns @error, so that a check can end in one line. */
int violation(struct violation *v, int error, const char *field, uint64_t value,
	      const char *allowed, ...) __attribute__((format(printf, 5, 6)));

#endif
