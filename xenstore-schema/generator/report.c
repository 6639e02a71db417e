// SPDX-License-Identifier: GPL-2.0-only
#include "xenstore-schema/generator/report.h"

#include <stdarg.h>

void report_error(struct report *report, unsigned int line, const char *format,
		  ...)
{
	va_list args;

	report->n_errors++;
	fprintf(report->out, "%s:%u: ", report->file, line);
	va_start(args, format);
	vfprintf(report->out, format, args);
	va_end(args);
	fputc('\n', report->out);
}
