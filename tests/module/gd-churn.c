// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-churn DOMID DIRECTORY COUNT TIMES: exports and releases over and over, with
 * how long it took.
 */
#include <time.h>

#include "tests/module/device.h"

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void print_times(const char *what, double *ms, uint32_t n)
{
	qsort(ms, n, sizeof(*ms), compare);
	printf("# %s: median %.2f ms, slowest %.2f ms\n", what, ms[n / 2],
	       ms[n - 1]);
}

int main(int argc, char **argv)
{
	struct gntdmabuf_export export;
	double *exported, *released, start;
	uint32_t times, i, failed = 0;
	int control;

	if (argc != 5)
		return 2;
	times = argument(argv, 4);
	exported = calloc(times, sizeof(*exported));
	released = calloc(times, sizeof(*released));
	control = device_open();
	for (i = 0; i < times; i++) {
		start = now_ms();
		failed += device_export_directory(control, argument(argv, 1),
						  argument(argv, 2),
						  argument(argv, 3), 0,
						  &export) != 0;
		exported[i] = now_ms() - start;
		start = now_ms();
		close(export.fd);
		failed += device_wait(control, export.handle, 5000) != 0;
		released[i] = now_ms() - start;
	}
	print_times("export", exported, times);
	print_times("release", released, times);
	check(!failed, "%u times exported and released, %u failed", times,
	      failed);
	return tap_end();
}
