// SPDX-License-Identifier: GPL-2.0-only
#include "tools/common/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024

static const char *log_program;
static char log_prefix[32];
static char log_fields[128];
static int (*log_sink)(enum log_level level, const char *fields, const char *text);
static enum log_level log_threshold = LOG_LEVEL_INFO;

void log_init(const char *program, enum log_level level)
{
	log_program = program;
	log_threshold = level;
}

void log_set_prefix(const char *prefix)
{
	snprintf(log_prefix, sizeof(log_prefix), "%s", prefix ? prefix : "");
}

void log_set_sink(int (*sink)(enum log_level level, const char *fields, const char *text))
{
	log_sink = sink;
}

void log_set_fields(const char *fields)
{
	snprintf(log_fields, sizeof(log_fields), "%s", fields);
}

/*
 * A guest's strings end up in lines: whatever is not printable ASCII would let
 * it forge lines or drive a terminal.
 */
static void line_sanitize(char *line)
{
	for (; *line; line++)
		if (*line < ' ' || *line > '~')
			*line = '?';
}

/*
 * Written with one write(2): lines of several processes do not mix, and a
 * sandbox need allow nothing else (dprintf() also seeks).
 */
static void line_write(enum log_level level, const char *format, va_list args,
		       unsigned int suppressed)
{
	char line[LINE_MAX_BYTES + 1];
	int saved_errno = errno;
	int length = 0, text = 0;

	if (level > log_threshold)
		return;
	if (log_program)
		length += snprintf(line, LINE_MAX_BYTES, "%s: ", log_program);
	text = length;
	if (log_prefix[0])
		length += snprintf(line + length, LINE_MAX_BYTES - length, "%s: ",
				   log_prefix);
	errno = saved_errno;	/* for %m */
	vsnprintf(line + length, LINE_MAX_BYTES - length, format, args);
	length = strlen(line);
	if (suppressed)
		snprintf(line + length, LINE_MAX_BYTES - length,
			 " (%u like it left out)", suppressed);
	line_sanitize(line);
	if (log_sink && !log_sink(level, log_fields, line + text))
		goto restore_errno;
	length = strlen(line);
	line[length] = '\n';
	/* A log that cannot be written is nobody's fault that could be told of it. */
	if (write(STDERR_FILENO, line, length + 1) < 0)
		errno = 0;
restore_errno:
	errno = saved_errno;
}

void log_line(enum log_level level, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line_write(level, format, args, 0);
	va_end(args);
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool log_budgeted(struct log_budget *budget, enum log_level level,
		  const char *format, ...)
{
	uint64_t now = now_ms();
	va_list args;

	if (budget->used >= budget->burst &&
	    now - budget->last_ms < budget->burst * UINT64_C(1000)) {
		budget->suppressed++;
		return false;
	}
	if (budget->used < budget->burst)
		budget->used++;
	budget->last_ms = now;
	va_start(args, format);
	line_write(level, format, args, budget->suppressed);
	va_end(args);
	budget->suppressed = 0;
	return true;
}
