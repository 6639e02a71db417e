// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *suite_name;
static unsigned int n_done;

/* "test_wraps" is shown as "wraps": the prefix is C's need, not the reader's. */
static const char *case_name(const char *name)
{
	return strncmp(name, "test_", 5) ? name : name + 5;
}

static void case_print(const CU_pTest test, const CU_pSuite suite,
		       const CU_pFailureRecord failure)
{
	CU_pFailureRecord f;

	(void)suite;
	printf("%s %u - %s: %s\n", failure ? "not ok" : "ok", ++n_done,
	       suite_name, case_name(test->pName));
	for (f = failure; f; f = f->pNext)
		printf("# %s:%u: %s\n", f->strFileName, f->uiLineNumber,
		       f->strCondition);
	fflush(stdout);
}

static bool case_chosen(const char *name, int n_names, char **names)
{
	if (n_names == 0)
		return true;
	while (n_names--)
		if (!strcmp(names[n_names], name) ||
		    !strcmp(names[n_names], case_name(name)))
			return true;
	return false;
}

int test_run(const char *suite, CU_TestInfo *cases, int n_names, char **names)
{
	unsigned int n_failed = 0;
	CU_pSuite registered;

	suite_name = suite;
	if (CU_initialize_registry() != CUE_SUCCESS)
		return 1;
	registered = CU_add_suite(suite, NULL, NULL);
	for (; registered && cases->pName; cases++)
		if (case_chosen(cases->pName, n_names, names))
			CU_add_test(registered, cases->pName, cases->pTestFunc);

	CU_set_test_complete_handler(case_print);
	CU_run_all_tests();
	n_failed = CU_get_number_of_tests_failed();
	CU_cleanup_registry();
	printf("1..%u\n", n_done);
	return n_done == 0 || n_failed > 0;
}
