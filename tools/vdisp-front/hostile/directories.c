// SPDX-License-Identifier: GPL-2.0-only
/* Page directories that lie. */
#include <errno.h>
#include <stdio.h>

#include "tools/vdisp-front/directory.h"
#include "tools/vdisp-front/hostile/hostile.h"

#define LONG_REFS    2000   /* a buffer that needs two directory pages */
#define OTHER_DOMAIN 0x7fe0 /* below the reserved numbers, and nobody's */
#define PAGE_WORDS   (PROTOCOL_PAGE_SIZE / sizeof(uint32_t))

/* Pages of our own making, to be used as directory or as buffer. */
struct forgery {
	uint32_t n_pages, refs[4];
	uint32_t *pages;
};

static bool forgery_init(struct hostile *hostile, struct forgery *forgery,
			 uint32_t domid, uint32_t n_pages)
{
	forgery->n_pages = n_pages;
	forgery->pages = xengntshr_share_pages(hostile->front->gntshr, domid,
					       n_pages, forgery->refs, 1);
	if (!forgery->pages)
		hostile_report(hostile, false,
			       "sharing %u pages with domain %u: %m", n_pages,
			       domid);
	return forgery->pages != NULL;
}

static void forgery_finish(struct hostile *hostile, struct forgery *forgery)
{
	xengntshr_unshare(hostile->front->gntshr, forgery->pages,
			  forgery->n_pages);
}

/* Every slot of directory page @page names a page that is really shared. */
static void forgery_fill(struct hostile *hostile, struct forgery *forgery,
			 uint32_t page, uint32_t next)
{
	uint32_t *words = forgery->pages + page * PAGE_WORDS, i;

	words[0] = next;
	for (i = 1; i < PAGE_WORDS; i++)
		words[i] = hostile->small->refs[i % hostile->small->n_refs];
}

static struct xendispl_req create_with(struct hostile *hostile, uint32_t n_refs,
				       uint32_t gref_directory)
{
	struct xendispl_req req;

	req = operation_dbuf_create(hostile_cookie(hostile), SMALL,
				    n_refs * (PROTOCOL_PAGE_SIZE / 4) / SMALL,
				    32, hostile->small);
	req.op.dbuf_create.buffer_sz = n_refs * PROTOCOL_PAGE_SIZE;
	req.op.dbuf_create.gref_directory = gref_directory;
	return req;
}

static void directory_loops(struct hostile *hostile)
{
	struct forgery forgery;

	if (!forgery_init(hostile, &forgery, hostile->front->ids.backend_domid, 2))
		return;
	forgery_fill(hostile, &forgery, 0, forgery.refs[0]);
	hostile_try(hostile, "a page that names itself", EXPECT_REFUSAL,
		    create_with(hostile, LONG_REFS, forgery.refs[0]));
	forgery_fill(hostile, &forgery, 0, forgery.refs[1]);
	forgery_fill(hostile, &forgery, 1, forgery.refs[0]);
	hostile_try(hostile, "two pages that name each other", EXPECT_REFUSAL,
		    create_with(hostile, 2 * LONG_REFS, forgery.refs[0]));
	forgery_finish(hostile, &forgery);
}

static void directory_too_short(struct hostile *hostile)
{
	struct forgery forgery;

	if (!forgery_init(hostile, &forgery, hostile->front->ids.backend_domid, 1))
		return;
	forgery_fill(hostile, &forgery, 0, 0);
	hostile_try(hostile, "one page for 2000 references", EXPECT_REFUSAL,
		    create_with(hostile, LONG_REFS, forgery.refs[0]));
	hostile_try(hostile, "one page for 4 GiB", EXPECT_REFUSAL,
		    create_with(hostile, 0xfffff, forgery.refs[0]));
	memset(forgery.pages, 0, PROTOCOL_PAGE_SIZE);
	hostile_try(hostile, "a page of zeroes", EXPECT_REFUSAL,
		    create_with(hostile, 4, forgery.refs[0]));
	forgery_finish(hostile, &forgery);
}

static void directory_too_long(struct hostile *hostile)
{
	struct forgery forgery;

	if (!forgery_init(hostile, &forgery, hostile->front->ids.backend_domid, 2))
		return;
	forgery_fill(hostile, &forgery, 0, forgery.refs[1]);
	forgery_fill(hostile, &forgery, 1, 0);
	hostile_try(hostile, "a page more than needed", EXPECT_ANSWER,
		    create_with(hostile, 4, forgery.refs[0]));
	forgery_fill(hostile, &forgery, 0, UINT32_MAX);
	hostile_try(hostile, "a next page that is not needed nor there",
		    EXPECT_ANSWER, create_with(hostile, 4, forgery.refs[0]));
	forgery_finish(hostile, &forgery);
}

/* A reference that was good once: its page is no longer shared. */
static uint32_t stale_reference(struct hostile *hostile)
{
	struct forgery forgery;

	if (!forgery_init(hostile, &forgery, hostile->front->ids.backend_domid, 1))
		return UINT32_MAX;
	forgery_finish(hostile, &forgery);
	return forgery.refs[0];
}

static void directory_bad_reference(struct hostile *hostile)
{
	uint32_t values[] = { 0, UINT32_MAX, 0x7fffffff, 0 };
	struct forgery forgery;
	unsigned int i;
	char step[64];

	if (!forgery_init(hostile, &forgery, hostile->front->ids.backend_domid, 1))
		return;
	values[3] = stale_reference(
		hostile); /* the last to be granted: nobody has it now */
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		snprintf(step, sizeof(step), "directory at reference %u",
			 values[i]);
		hostile_try(hostile, step, EXPECT_REFUSAL,
			    create_with(hostile, 4, values[i]));

		forgery_fill(hostile, &forgery, 0, values[i]);
		snprintf(step, sizeof(step), "next page at reference %u",
			 values[i]);
		hostile_try(hostile, step, EXPECT_REFUSAL,
			    create_with(hostile, LONG_REFS, forgery.refs[0]));

		forgery_fill(hostile, &forgery, 0, 0);
		forgery.pages[3] = values[i];
		snprintf(step, sizeof(step),
			 "third buffer page at reference %u", values[i]);
		hostile_try(hostile, step, EXPECT_REFUSAL,
			    create_with(hostile, 4, forgery.refs[0]));
	}
	forgery_finish(hostile, &forgery);
}

static void directory_of_another_domain(struct hostile *hostile)
{
	struct forgery ours, foreign;

	if (!forgery_init(hostile, &ours, hostile->front->ids.backend_domid, 1))
		return;
	if (!forgery_init(hostile, &foreign, OTHER_DOMAIN, 1)) {
		forgery_finish(hostile, &ours);
		return;
	}
	forgery_fill(hostile, &foreign, 0, 0);
	hostile_try(hostile, "the directory is shared with another domain",
		    EXPECT_REFUSAL, create_with(hostile, 4, foreign.refs[0]));
	forgery_fill(hostile, &ours, 0, foreign.refs[0]);
	hostile_try(hostile, "the next page is shared with another domain",
		    EXPECT_REFUSAL,
		    create_with(hostile, LONG_REFS, ours.refs[0]));
	forgery_fill(hostile, &ours, 0, 0);
	ours.pages[2] = foreign.refs[0];
	hostile_try(hostile, "a buffer page is shared with another domain",
		    EXPECT_REFUSAL, create_with(hostile, 4, ours.refs[0]));
	forgery_finish(hostile, &foreign);
	forgery_finish(hostile, &ours);
}

/* The directory as the buffer, the buffer as the directory, the ring as either. */
static void directory_is_something_else(struct hostile *hostile)
{
	const struct front_published *ring =
		&hostile->front->connectors[0].published;
	struct forgery forgery;

	if (!forgery_init(hostile, &forgery, hostile->front->ids.backend_domid, 1))
		return;
	hostile_try(hostile, "the request ring as directory", EXPECT_ANSWER,
		    create_with(hostile, 4, ring->req_ring_ref));
	forgery_fill(hostile, &forgery, 0, 0);
	forgery.pages[1] = forgery.refs[0];
	hostile_try(hostile, "the directory as its own buffer page",
		    EXPECT_ANSWER, create_with(hostile, 4, forgery.refs[0]));
	forgery.pages[1] = ring->evt_ring_ref;
	hostile_try(hostile, "the event page as a buffer page", EXPECT_ANSWER,
		    create_with(hostile, 4, forgery.refs[0]));
	forgery_finish(hostile, &forgery);
}

const struct hostile_case directory_cases[] = {
	{ "directory-loops", "a page directory that has no end",
	  directory_loops },
	{ "directory-too-short", "fewer references than the buffer has pages",
	  directory_too_short },
	{ "directory-too-long", "more directory pages than needed",
	  directory_too_long },
	{ "directory-bad-reference",
	  "references 0, out of range, no longer granted",
	  directory_bad_reference },
	{ "directory-of-another-domain", "references granted to somebody else",
	  directory_of_another_domain },
	{ "directory-is-something-else", "rings and directories as one another",
	  directory_is_something_else },
	{ 0 }
};
