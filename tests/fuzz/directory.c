// SPDX-License-Identifier: GPL-2.0-only
/*
 * The grant directory of a guest that links its pages in any way, puts 0 where it
 * likes, and writes into all of it between any two reads.
 */
#include "tests/fuzz/fuzz.h"

#include "gntdev-dmabuf/directory.h"

#define MAX_PAGES 6
#define MAX_COUNT (4 * GD_DIRECTORY_REFS + 2)

/* Directory page N has reference 1 + N; the others cannot be mapped. */
struct guest {
	struct fuzz *fuzz;
	u32 pages[MAX_PAGES][GD_DIRECTORY_WORDS];
	u32 n_reads;
	u32 refs_asked[MAX_PAGES];
	u32 seen[MAX_PAGES][GD_DIRECTORY_WORDS]; /* what each read returned */
	u32 lengths[MAX_PAGES];			 /* what each write was given */
	int error;
};

static void guest_scribble(struct guest *guest)
{
	u32 n = fuzz_below(guest->fuzz, 4), page, word;

	while (n--) {
		page = fuzz_below(guest->fuzz, MAX_PAGES);
		word = fuzz_below(guest->fuzz, GD_DIRECTORY_WORDS + 1);
		/* The link is what matters most. */
		if (word == GD_DIRECTORY_WORDS)
			word = 0;
		guest->pages[page][word] = fuzz_edge(guest->fuzz);
	}
}

static u32 *guest_page(struct guest *guest, u32 ref)
{
	FUZZ_CHECK(!guest->error);
	FUZZ_CHECK(guest->n_reads < MAX_PAGES);
	guest->refs_asked[guest->n_reads] = ref;
	guest_scribble(guest);
	if (ref < 1 || ref > MAX_PAGES) {
		guest->error = -EACCES;
		return NULL;
	}
	return guest->pages[ref - 1];
}

static int guest_read(void *context, u32 ref, u32 *page)
{
	struct guest *guest = context;
	u32 *from = guest_page(guest, ref);

	if (!from)
		return guest->error;
	memcpy(page, from, sizeof(guest->pages[0]));
	memcpy(guest->seen[guest->n_reads++], from, sizeof(guest->pages[0]));
	guest_scribble(guest);
	return 0;
}

static int guest_write(void *context, u32 ref, const u32 *refs, u32 n,
		       u32 *untrusted_next)
{
	struct guest *guest = context;
	u32 *to = guest_page(guest, ref);

	if (!to)
		return guest->error;
	FUZZ_CHECK(n >= 1 && n <= GD_DIRECTORY_REFS);
	memcpy(to + 1, refs, n * sizeof(*refs));
	*untrusted_next = to[0];
	guest->seen[guest->n_reads][0] = to[0];
	memcpy(guest->seen[guest->n_reads] + 1, refs, n * sizeof(*refs));
	guest->lengths[guest->n_reads++] = n;
	return 0;
}

/* A chain in order, each page with its own references; what follows spoils it. */
static void guest_init(struct guest *guest, struct fuzz *fuzz)
{
	u32 i, j;

	memset(guest, 0, sizeof(*guest));
	guest->fuzz = fuzz;
	for (i = 0; i < MAX_PAGES; i++) {
		guest->pages[i][0] = i + 2;
		for (j = 1; j < GD_DIRECTORY_WORDS; j++)
			guest->pages[i][j] = 1000 * i + j;
	}
	guest_scribble(guest);
}

/* Each page once, where the one before said, and no more than the count needs. */
static void check_path(const struct guest *guest, u32 first, u32 count)
{
	u32 asked = guest->n_reads + (guest->error != 0), i, j;

	FUZZ_CHECK(asked <= gd_directory_pages(count));
	for (i = 0; i < asked; i++) {
		FUZZ_CHECK(guest->refs_asked[i]);
		FUZZ_CHECK(guest->refs_asked[i] ==
			   (i ? guest->seen[i - 1][0] : first));
		for (j = 0; j < i; j++)
			FUZZ_CHECK(guest->refs_asked[i] !=
				   guest->refs_asked[j]);
	}
}

/* Why it must have given up after the last page, if it had any reason to. */
static bool has_bad_link(const struct guest *guest, u32 first)
{
	u32 next = first, i;

	if (guest->n_reads)
		next = guest->seen[guest->n_reads - 1][0];
	for (i = 0; i < guest->n_reads; i++)
		if (next == guest->refs_asked[i])
			return true;
	return !next;
}

static bool has_zero(const struct guest *guest, u32 count)
{
	u32 i;

	for (i = 0; i < count && i < guest->n_reads * GD_DIRECTORY_REFS; i++)
		if (!guest->seen[i / GD_DIRECTORY_REFS]
				[1 + i % GD_DIRECTORY_REFS])
			return true;
	return false;
}

static void check_refs(const struct guest *guest, const u32 *refs, u32 count)
{
	u32 i;

	FUZZ_CHECK(guest->n_reads == gd_directory_pages(count));
	for (i = 0; i < count; i++)
		FUZZ_CHECK(refs[i] == guest->seen[i / GD_DIRECTORY_REFS]
						 [1 + i % GD_DIRECTORY_REFS]);
}

static void walk(struct guest *guest, u32 first, u32 count)
{
	u32 *page = malloc(GD_DIRECTORY_WORDS * sizeof(*page));
	u32 *seen = malloc(gd_directory_pages(count) * sizeof(*seen));
	u32 *refs = malloc(count * sizeof(*refs));
	int err = gd_directory_walk(guest_read, guest, first, page, seen, refs,
				    count);

	check_path(guest, first, count);
	if (guest->error)
		FUZZ_CHECK(err == guest->error);
	else if (err)
		FUZZ_CHECK(err == -EBADMSG && (has_zero(guest, count) ||
					       has_bad_link(guest, first)));
	else
		check_refs(guest, refs, count);
	FUZZ_CHECK(err || !has_zero(guest, count));
	free(refs);
	free(seen);
	free(page);
}

static void fill(struct guest *guest, u32 first, u32 count)
{
	u32 *seen = malloc(gd_directory_pages(count) * sizeof(*seen));
	u32 *refs = malloc(count * sizeof(*refs)), i, written = 0;
	int err;

	for (i = 0; i < count; i++)
		refs[i] = 7 * i + 1;
	err = gd_directory_fill(guest_write, guest, first, seen, refs, count);
	check_path(guest, first, count);
	for (i = 0; i < guest->n_reads; i++) {
		FUZZ_CHECK(i + 1 == guest->n_reads ||
			   guest->lengths[i] == GD_DIRECTORY_REFS);
		written += guest->lengths[i];
	}
	if (guest->error)
		FUZZ_CHECK(err == guest->error);
	else if (err)
		FUZZ_CHECK(err == -EBADMSG && has_bad_link(guest, first));
	else
		check_refs(guest, refs, count);
	FUZZ_CHECK(err ? written < count : written == count);
	free(refs);
	free(seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct guest guest;
	struct fuzz fuzz = { data, size };
	u32 count = 1 + fuzz_below(&fuzz, MAX_COUNT);
	bool filling = fuzz_below(&fuzz, 2);
	u32 first = fuzz_below(&fuzz, MAX_PAGES + 2);

	guest_init(&guest, &fuzz);
	(filling ? fill : walk)(&guest, first, count);
	return 0;
}
