// SPDX-License-Identifier: GPL-2.0-only
#include "tests/captive/captive.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/vdispl-worker/filter.h"
#include "tools/vdispl-worker/sandbox.h"

#define NO_SANDBOX 255	/* exit status: it could not be entered */

enum stage { BEFORE, WITHOUT_FILTER, WITHIN, N_STAGES };

static bool no_filter;

int __real_sandbox_enter(uint32_t uid, uint64_t lent);
int __real_filter_install(bool lends);
int __wrap_filter_install(bool lends);

int __wrap_filter_install(bool lends)
{
	return no_filter ? 0 : __real_filter_install(lends);
}

int attempt_result(long returned)
{
	return returned < 0 ? -errno : 0;
}

static void attempt_make(const struct captive *captive, const struct attempt *attempt,
			 enum stage stage)
{
	no_filter = stage == WITHOUT_FILTER;
	if (stage != BEFORE && __real_sandbox_enter(captive->uid, captive->lent))
		_exit(NO_SANDBOX);
	_exit(-attempt->make(captive, attempt));
}

/* 0, -errno, KILLED, or what is none of them. */
static int attempt_run(const struct captive *captive, const struct attempt *attempt,
		       enum stage stage)
{
	pid_t child;
	int status;

	fflush(NULL);
	child = fork();
	if (child == 0)
		attempt_make(captive, attempt, stage);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -NO_SANDBOX;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? KILLED : WTERMSIG(status) + 1000;
	return -WEXITSTATUS(status);
}

static const char *result_name(int result)
{
	if (result == KILLED)
		return "killed";
	if (result == -NO_SANDBOX)
		return "no sandbox";
	if (result > KILLED)
		return "ended by another signal";
	return result ? strerrorname_np(-result) : "done";
}

static bool attempt_judge(const struct captive *captive, const struct attempt *attempt)
{
	const int want[] = { attempt->before, attempt->without_filter, attempt->within };
	int got[N_STAGES];
	bool passed = true;
	int i;

	for (i = 0; i < N_STAGES; i++) {
		got[i] = attempt_run(captive, attempt, i);
		passed &= got[i] == want[i] || (want[i] == ANY && got[i] != -NO_SANDBOX);
	}
	fprintf(captive->report,
		"%s - %s%s%s: outside %s, in namespaces and limits %s, with the filter %s\n",
		passed ? "ok" : "not ok", attempt->what, attempt->path ? " " : "",
		attempt->path ?: "", result_name(got[BEFORE]),
		result_name(got[WITHOUT_FILTER]), result_name(got[WITHIN]));
	fflush(captive->report);
	return passed;
}

unsigned int captive_try(const struct captive *captive, const struct attempt *attempts,
			 size_t n)
{
	unsigned int failed = 0;

	for (; n; attempts++, n--)
		failed += !attempt_judge(captive, attempts);
	return failed;
}
