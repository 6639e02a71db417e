/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Log lines for the programs. One line an event, to standard error, where
 * systemd's journal or a terminal picks it up:
 *
 *	vdispld: dom5/0: connector 1: resolution "0x0": want WIDTHxHEIGHT, each 1 to 65535
 *
 * The libraries never log. errno survives every call here.
 */
#ifndef TOOLS_COMMON_LOG_H
#define TOOLS_COMMON_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level {
	LOG_LEVEL_ERROR,	/* somebody has to act */
	LOG_LEVEL_WARNING,	/* a guest or a peer did something wrong */
	LOG_LEVEL_INFO,		/* life of a connection: a few lines each */
	LOG_LEVEL_DEBUG,	/* anything a guest can cause more often */
};

/*
 * Names the program for the lines to come, and the least important level that
 * is still written. @program is kept, not copied. Without this call: the level
 * is LOG_LEVEL_INFO and lines carry no program name.
 */
void log_init(const char *program, enum log_level level);

/*
 * A prefix for every line of this process, "dom5/0" for instance; copied, cut
 * at 31 characters; NULL takes it away again. A worker serves one connection
 * and sets it once; the broker names the device in each call instead.
 */
void log_set_prefix(const char *prefix);

/*
 * Where lines go instead of standard error: @text without the program's name, @fields as
 * set below. What it does not take (-errno) goes there all the same. NULL: none.
 */
void log_set_sink(int (*sink)(enum log_level level, const char *fields, const char *text));

/* For the sink, "KEY=value" lines about the lines to come; copied. */
void log_set_fields(const char *fields);

void log_line(enum log_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#define log_error(...) log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

/*
 * What a guest can cause at will is written through a budget: the first @burst
 * lines, then one more each time @burst seconds have passed, with the number
 * of lines left out. A budget starts zeroed apart from .burst. log_budgeted()
 * returns whether the line was in the budget.
 */
struct log_budget {
	unsigned int burst;		/* lines at once, and seconds per line after that */
	unsigned int used;		/* of the burst */
	unsigned int suppressed;	/* since the last line that was written */
	uint64_t last_ms;		/* CLOCK_MONOTONIC of that line */
};

bool log_budgeted(struct log_budget *budget, enum log_level level,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
