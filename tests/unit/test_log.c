// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/log.h"

static char captured[8192];
static int saved_stderr, capture_pipe[2];

static void capture_begin(void)
{
	saved_stderr = dup(STDERR_FILENO);
	CU_ASSERT_EQUAL_FATAL(pipe2(capture_pipe, O_NONBLOCK), 0);
	dup2(capture_pipe[1], STDERR_FILENO);
}

static const char *capture_end(void)
{
	ssize_t n = read(capture_pipe[0], captured, sizeof(captured) - 1);

	captured[n < 0 ? 0 : n] = '\0';
	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	close(capture_pipe[0]);
	close(capture_pipe[1]);
	return captured;
}

static void test_line_has_program_and_prefix(void)
{
	log_init("vdispld", LOG_LEVEL_INFO);
	log_set_prefix("dom5/0");
	capture_begin();
	log_info("connected");
	log_debug("unseen");
	CU_ASSERT_STRING_EQUAL(capture_end(), "vdispld: dom5/0: connected\n");
	log_set_prefix(NULL);
}

static void test_guest_text_cannot_forge_lines(void)
{
	log_init("p", LOG_LEVEL_INFO);
	capture_begin();
	log_warning("id \"%s\"", "a\nb\033[2J\xff");
	CU_ASSERT_STRING_EQUAL(capture_end(), "p: id \"a?b?[2J?\"\n");
}

static void test_errno_survives(void)
{
	log_init("p", LOG_LEVEL_INFO);
	capture_begin();
	errno = ENODEV;
	log_error("open: %m");
	CU_ASSERT_EQUAL(errno, ENODEV);
	CU_ASSERT_STRING_EQUAL(capture_end(), "p: open: No such device\n");
}

static void test_long_line_is_cut(void)
{
	char text[4096];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_init("p", LOG_LEVEL_INFO);
	capture_begin();
	log_info("%s", text);
	CU_ASSERT_EQUAL(strlen(capture_end()), 1024);
	CU_ASSERT_EQUAL(captured[1023], '\n');
}

static void test_budget_stops_a_flood(void)
{
	struct log_budget budget = { .burst = 3 };
	unsigned int i, lines = 0;
	const char *c;

	log_init("p", LOG_LEVEL_INFO);
	capture_begin();
	for (i = 0; i < 1000; i++)
		log_budgeted(&budget, LOG_LEVEL_WARNING, "bad request");
	for (c = capture_end(); *c; c++)
		lines += *c == '\n';
	CU_ASSERT_EQUAL(lines, 3);
	CU_ASSERT_EQUAL(budget.suppressed, 997);

	budget.last_ms -= 3000;
	capture_begin();
	log_budgeted(&budget, LOG_LEVEL_WARNING, "bad request");
	CU_ASSERT_STRING_EQUAL(capture_end(),
			       "p: bad request (997 like it left out)\n");
	CU_ASSERT_EQUAL(budget.suppressed, 0);
}

TEST_MAIN("log",
	  TEST(test_line_has_program_and_prefix),
	  TEST(test_guest_text_cannot_forge_lines),
	  TEST(test_errno_survives),
	  TEST(test_long_line_is_cut),
	  TEST(test_budget_stops_a_flood))
