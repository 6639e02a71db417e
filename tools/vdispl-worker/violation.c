// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/violation.h"

#include <stdarg.h>
#include <stdio.h>

int violation(struct violation *v, int error, const char *field, uint64_t value,
	      const char *allowed, ...)
{
	va_list args;

	v->field = field;
	v->value = value;
	va_start(args, allowed);
	vsnprintf(v->allowed, sizeof(v->allowed), allowed, args);
	va_end(args);
	return error;
}
