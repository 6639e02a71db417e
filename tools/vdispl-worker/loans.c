// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/loans.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/pages.h"

/* What the module found wrong, in the words of whoever wrote the front end. */
static const char *problem(int rc)
{
	switch (rc) {
	case -EBADMSG:
		return "it ends early, names reference 0 or comes back to a page";
	case -EACCES:
		return "a reference is not granted to us for writing";
	case -ESRCH:
		return "the domain is gone";
	default:
		return strerror(-rc);
	}
}

int loans_check(const struct loans *loans, uint64_t pages, bool given,
		struct violation *why)
{
	uint64_t left = loans->max_pages - loans->pages;

	if (given && loans->max_given - loans->given < left)
		left = loans->max_given - loans->given;
	if (loans->n >= LOANS_MAX)
		return violation(why, -ENOSPC, NULL, 0,
				 "%u buffers are there already", LOANS_MAX);
	if (pages <= left)
		return 0;
	return violation(why, -ENOSPC, "buffer_sz", pages * PAGES_OCTETS,
			 "%llu pages, what is left of %llu%s",
			 (unsigned long long)left,
			 (unsigned long long)(given ? loans->max_given :
						      loans->max_pages),
			 given ? " of this host's" : "");
}

static int loan_create(struct loans *loans, uint64_t pages, bool given,
		       struct loan **loan, struct violation *why)
{
	int rc = loans_check(loans, pages, given, why);

	if (rc)
		return rc;
	*loan = calloc(1, sizeof(**loan));
	if (!*loan)
		return violation(why, -ENOMEM, NULL, 0, "no memory");
	(*loan)->pages = pages;
	(*loan)->given = given;
	return 0;
}

static void loan_count(struct loans *loans, const struct loan *loan)
{
	loans->n++;
	loans->pages += loan->pages;
	loans->given += loan->given ? loan->pages : 0;
}

static void loan_uncount(struct loans *loans, const struct loan *loan)
{
	loans->n--;
	loans->pages -= loan->pages;
	loans->given -= loan->given ? loan->pages : 0;
}

/* The module has made the mapping, or refused: @rc. */
static int loan_begin(struct loans *loans, struct loan *loan, uint32_t directory,
		      int rc, struct violation *why)
{
	if (rc) {
		violation(why, rc, "gref_directory", directory,
			  "a directory of %llu granted pages; %s",
			  (unsigned long long)loan->pages, problem(rc));
		free(loan);
		return rc;
	}
	loan_count(loans, loan);
	return 0;
}

int loan_take(struct loans *loans, uint32_t directory, uint64_t pages,
	      struct loan **loan, int *fd, struct violation *why)
{
	struct gntdmabuf_buffer buffer = { .fd = -1 };
	int rc = loan_create(loans, pages, false, loan, why);

	if (rc)
		return rc;
	rc = gntdmabuf_export_directory(loans->grants, loans->domid, directory,
					pages, loans->flags, &buffer);
	(*loan)->handle = buffer.handle;
	*fd = buffer.fd;
	return loan_begin(loans, *loan, directory, rc, why);
}

int loan_give(struct loans *loans, int fd, uint32_t directory, uint64_t pages,
	      struct loan **loan, struct violation *why)
{
	int rc = loan_create(loans, pages, true, loan, why);

	if (rc)
		return rc;
	rc = gntdmabuf_import_directory(loans->grants, loans->domid, fd, 0,
					directory, pages, 0, &(*loan)->handle);
	return loan_begin(loans, *loan, directory, rc, why);
}

void loan_end(struct loans *loans, struct loan *loan, const struct answer *answer)
{
	if (answer)
		loan->answer = *answer;
	/* What we took ends with its dma-buf, which is closed. */
	if (loan->given)
		gntdmabuf_release(loans->grants, loan->handle);
	HASH_ADD(hh, loans->ending, handle, sizeof(loan->handle), loan);
}

void loan_join(struct loan *loan, struct loan *other)
{
	loan->other = other;
	other->other = loan;
}

void loan_revoke(struct loans *loans, struct loan *loan)
{
	gntdmabuf_revoke(loans->grants, loan->handle, NULL);
}

static void loan_free(struct loan *loan)
{
	if (loan->known)
		*loan->known = NULL;
	free(loan);
}

/* The answer is sent, or left to the other of two. */
static void answer_settle(struct loans *loans, struct loan *loan)
{
	struct loan *other = loan->other;

	if (other) {
		other->other = NULL;
		if (loan->answer.due)
			other->answer = loan->answer;
	} else if (loan->answer.due) {
		loans->answer(loans->context, &loan->answer);
	}
}

static void loan_ended(struct loans *loans, uint64_t handle)
{
	struct loan *loan;

	HASH_FIND(hh, loans->ending, &handle, sizeof(handle), loan);
	if (!loan)
		return;
	HASH_DEL(loans->ending, loan);
	loan_uncount(loans, loan);
	answer_settle(loans, loan);
	loan_free(loan);
}

/* Whoever waits for @loan is told that its pages are still in use. */
static void loan_give_up(struct loans *loans, struct loan *loan)
{
	struct loan *other = loan->other;

	if (other) {
		loan->other = other->other = NULL;
		other->answer.response.status = frame_status(-EBUSY);
	}
	if (!loan->answer.due)
		return;
	loan->answer.due = false;
	loan->answer.response.status = frame_status(-EBUSY);
	loans->answer(loans->context, &loan->answer);
}

bool loans_tick(struct loans *loans, unsigned int patience)
{
	struct loan *loan, *next;
	bool waits = false;

	HASH_ITER(hh, loans->ending, loan, next) {
		if (!loan->answer.due && !loan->other)
			continue;
		if (++loan->ticks >= patience)
			loan_give_up(loans, loan);
		else
			waits = true;
	}
	return waits;
}

void loans_read_events(struct loans *loans)
{
	struct gntdmabuf_event event;
	unsigned int turn;

	for (turn = 0; turn < LOANS_MAX; turn++) {
		if (gntdmabuf_read_event(loans->grants, &event))
			return;
		if (event.type == GNTDMABUF_RELEASED ||
		    event.type == GNTDMABUF_IMPORT_ENDED)
			loan_ended(loans, event.handle);
	}
}

void loans_finish(struct loans *loans)
{
	struct loan *loan, *next;

	HASH_ITER(hh, loans->ending, loan, next) {
		HASH_DEL(loans->ending, loan);
		loan_uncount(loans, loan);
		if (loan->other)
			loan->other->other = NULL;
		loan_free(loan);
	}
}
