// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/latency.h"

#include <stdlib.h>
#include <string.h>

void latency_add(struct latency *latency, uint64_t ms)
{
	latency->recent[latency->n++ % LATENCY_RECENT] = ms < UINT32_MAX ? ms : UINT32_MAX;
}

static unsigned int latency_count(const struct latency *latency)
{
	return latency->n < LATENCY_RECENT ? latency->n : LATENCY_RECENT;
}

uint32_t latency_last(const struct latency *latency)
{
	return latency->n ? latency->recent[(latency->n - 1) % LATENCY_RECENT] : 0;
}

static int compare(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

uint32_t latency_median(const struct latency *latency)
{
	uint32_t sorted[LATENCY_RECENT];
	unsigned int n = latency_count(latency);

	if (!n)
		return 0;
	memcpy(sorted, latency->recent, n * sizeof(sorted[0]));
	qsort(sorted, n, sizeof(sorted[0]), compare);
	return sorted[n / 2];
}

uint32_t latency_max(const struct latency *latency)
{
	unsigned int i, n = latency_count(latency);
	uint32_t max = 0;

	for (i = 0; i < n; i++)
		if (latency->recent[i] > max)
			max = latency->recent[i];
	return max;
}
