/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory on the far side of the border: pages of the guest's that we map, and
 * pages of ours that the guest maps. Each buffer is one loan, from the moment it
 * is made until the module says that nobody maps any of it. "Until then" takes
 * a while: the card or the guest may still hold it. All that time its pages count,
 * and an answer that promises the guest its pages back waits. What local clients
 * get are loans of their own, see view.h.
 */
#ifndef VDISPL_WORKER_LOANS_H
#define VDISPL_WORKER_LOANS_H

#include <stdbool.h>
#include <stdint.h>

#include <uthash.h>

#include "tools/common/worker_protocol.h"
#include "tools/libgntdmabuf/gntdmabuf.h"
#include "tools/vdispl-worker/frame.h"
#include "tools/vdispl-worker/violation.h"

/* Low enough for our descriptors and memory. */
#define LOANS_MAX WORKER_MAX_BUFFERS

struct loan {
	UT_hash_handle hh;		/* in loans::ending, by handle */
	uint64_t handle;
	uint64_t pages;
	bool given;			/* ours, not the guest's */
	struct answer answer;		/* sent at the end, if .due */
	struct loan *other;		/* see loan_join() */
	struct loan **known;		/* becomes NULL at the end; NULL: nobody's */
	unsigned int ticks;		/* since it should have ended */
};

struct loans {
	struct gntdmabuf *grants;	/* not owned */
	uint32_t domid;
	uint32_t flags;			/* GNTDMABUF_* of what is taken */
	uint64_t max_pages;		/* of all loans */
	uint64_t max_given;		/* of those that are ours */

	uint64_t pages;			/* of all loans */
	uint64_t given;			/* of those that are ours */
	unsigned int n;
	struct loan *ending;

	/* Sends an answer that has waited. */
	void (*answer)(void *context, const struct answer *answer);
	void *context;
};

/* Whether there is room for one more, of the guest's or @given by us: 0 or -ENOSPC. */
int loans_check(const struct loans *loans, uint64_t pages, bool given,
		struct violation *why);

/*
 * Maps @pages of the guest's pages, which the page directory at reference
 * @directory names; *fd is a dma-buf of them and the caller's. Close it before
 * loan_end(). -errno, and *why.
 */
int loan_take(struct loans *loans, uint32_t directory, uint64_t pages,
	      struct loan **loan, int *fd, struct violation *why);

/*
 * Grants the @pages of the dma-buf @fd to the guest, and writes their references
 * to its page directory at reference @directory. The memory stays until
 * loan_end() and the guest's last unmapping, whatever becomes of @fd.
 */
int loan_give(struct loans *loans, int fd, uint32_t directory, uint64_t pages,
	      struct loan **loan, struct violation *why);

/*
 * Ends a loan: never at once, but as soon as nobody maps its pages. @answer is
 * sent then, from loans_read_events(); NULL: there is none. Frees @loan.
 */
void loan_end(struct loans *loans, struct loan *loan, const struct answer *answer);

/* Of the same pages: whichever ends later sends the answer. */
void loan_join(struct loan *loan, struct loan *other);

/* Takes pages away from whoever has a dma-buf of them; its end comes soon after. */
void loan_revoke(struct loans *loans, struct loan *loan);

/*
 * Joined loans that have not ended in @patience calls of this are not waited for: their
 * answer says -EBUSY. Returns whether there are others.
 */
bool loans_tick(struct loans *loans, unsigned int patience);

/* Takes the module's events in. */
void loans_read_events(struct loans *loans);

/* Forgets those that are ending, unanswered. */
void loans_finish(struct loans *loans);

#endif
