// SPDX-License-Identifier: GPL-2.0-only
#include "tests/bench/figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void figures_init(struct figures *figures, const char *what, uint32_t most)
{
	figures->what = what;
	figures->n = 0;
	figures->ns = calloc(most, sizeof(*figures->ns));
	if (!figures->ns)
		exit(1);
}

void figures_add(struct figures *figures, uint64_t ns)
{
	figures->ns[figures->n++] = ns;
}

static int ns_compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

void figures_print(struct figures *figures, uint32_t count, const char *whose)
{
	uint32_t n = figures->n;

	if (!n)
		return;
	qsort(figures->ns, n, sizeof(*figures->ns), ns_compare);
	printf("%s %u %s %u %" PRIu64 " %" PRIu64 "\n", figures->what, count,
	       whose, n, figures->ns[n / 2], figures->ns[n - 1]);
}
