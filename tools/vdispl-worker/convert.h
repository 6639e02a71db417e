/* SPDX-License-Identifier: GPL-2.0-only */
/* Pixels of any format that a guest may use, as XRGB8888. Pure. */
#ifndef VDISPL_WORKER_CONVERT_H
#define VDISPL_WORKER_CONVERT_H

#include <stdint.h>

/*
 * Converts @n pixels of @line, from pixel @x on. @line is the guest's and may
 * change meanwhile; the result is some colour, whatever it holds.
 */
void convert_line(uint32_t fourcc, const uint8_t *line, uint32_t x, uint32_t n,
		  uint32_t *xrgb);

#endif
