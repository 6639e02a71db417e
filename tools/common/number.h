/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOOLS_COMMON_NUMBER_H
#define TOOLS_COMMON_NUMBER_H

#include <stdint.h>

/* The whole of @text as a decimal number, digits only: 0 or -EINVAL. */
int number_parse_u32(const char *text, uint32_t *value);

#endif
