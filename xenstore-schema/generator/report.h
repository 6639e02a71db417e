/* SPDX-License-Identifier: GPL-2.0-only */
/* Mistakes in a schema file: "FILE:LINE: what is wrong; what to write instead". */
#ifndef XENSTORE_SCHEMA_GENERATOR_REPORT_H
#define XENSTORE_SCHEMA_GENERATOR_REPORT_H

#include <stdio.h>

struct report {
	FILE *out;
	const char *file;
	unsigned int n_errors;
};

void report_error(struct report *report, unsigned int line, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

#endif
