// SPDX-License-Identifier: GPL-2.0-only
/* Runs of frames against a bit for each frame. Leaks and double uses are ASan's. */
#include "tests/fuzz/fuzz.h"

#include "gntdev-dmabuf/runs.h"

#define N_FRAMES 96

struct model {
	struct gd_run *head;
	unsigned long base;
	bool has[N_FRAMES];
};

/* In order, apart from each other, and together what the bits say. */
static void model_compare(const struct model *model)
{
	bool found[N_FRAMES] = { false };
	const struct gd_run *run;
	unsigned long i, next = model->base, longest = 0;

	for (run = model->head; run; run = run->next) {
		FUZZ_CHECK(run->count > 0);
		FUZZ_CHECK(run->first >= next &&
			   run->first - model->base + run->count <= N_FRAMES);
		for (i = 0; i < run->count; i++)
			found[run->first - model->base + i] = true;
		next = run->first + run->count + 1;
		if (run->count > longest)
			longest = run->count;
	}
	FUZZ_CHECK(!memcmp(found, model->has, sizeof(found)));
	FUZZ_CHECK(gd_runs_longest(model->head) == longest);
}

static void runs_free(struct gd_run *run)
{
	struct gd_run *next;

	for (; run; run = next) {
		next = run->next;
		free(run);
	}
}

static void insert(struct model *model, struct fuzz *fuzz)
{
	unsigned long first = fuzz_below(fuzz, N_FRAMES), count, i;
	struct gd_run *run;

	for (i = first; i < N_FRAMES && !model->has[i]; i++)
		;
	if (i == first)
		return;
	count = 1 + fuzz_below(fuzz, i - first);
	memset(model->has + first, true, count);
	run = malloc(sizeof(*run));
	run->first = model->base + first;
	run->count = count;
	runs_free(gd_runs_insert(&model->head, run));
}

/* The shortest run that is long enough; 0: none is. */
static unsigned long best_fit(const struct model *model, unsigned long count)
{
	const struct gd_run *run;
	unsigned long best = 0;

	for (run = model->head; run; run = run->next)
		if (run->count >= count && (!best || run->count < best))
			best = run->count;
	return best;
}

static unsigned long length_around(const struct model *model,
				   unsigned long first)
{
	unsigned long from = first, to = first;

	while (from > 0 && model->has[from - 1])
		from--;
	while (to < N_FRAMES && model->has[to])
		to++;
	return to - from;
}

static void take(struct model *model, struct fuzz *fuzz)
{
	unsigned long count = 1 + fuzz_below(fuzz, N_FRAMES), i, first;
	unsigned long best = best_fit(model, count);
	struct gd_run *spare = malloc(sizeof(*spare)), *run;

	run = gd_runs_take(&model->head, count, spare);
	FUZZ_CHECK(!run == !best);
	if (run) {
		FUZZ_CHECK(run->count == count && !run->next);
		FUZZ_CHECK((run == spare) == (best != count));
		first = run->first - model->base;
		FUZZ_CHECK(length_around(model, first) == best);
		for (i = first; i < first + count; i++) {
			FUZZ_CHECK(model->has[i]);
			model->has[i] = false;
		}
	}
	if (run != spare)
		free(run);
	free(spare);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	struct model model = { .base = fuzz_below(&fuzz, 2) ? 1ul << 52 : 0 };

	while (fuzz.left) {
		if (fuzz_below(&fuzz, 2))
			insert(&model, &fuzz);
		else
			take(&model, &fuzz);
		model_compare(&model);
	}
	runs_free(model.head);
	return 0;
}
