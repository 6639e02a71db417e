// SPDX-License-Identifier: GPL-2.0-only
#include "tools/common/number.h"

#include <errno.h>

int number_parse_u32(const char *text, uint32_t *value)
{
	uint64_t number = 0;
	const char *c;

	for (c = text; *c; c++) {
		if (*c < '0' || *c > '9')
			return -EINVAL;
		number = number * 10 + (*c - '0');
		if (number > UINT32_MAX)
			return -EINVAL;
	}
	if (c == text)
		return -EINVAL;
	*value = number;
	return 0;
}
