/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest could try that has taken its worker over. Each attempt is made three
 * times, each time by a process of its own: before the sandbox, where it has to work
 * (else it would prove nothing); in the sandbox without the filter of system calls;
 * and in the sandbox as it is.
 */
#ifndef TESTS_CAPTIVE_CAPTIVE_H
#define TESTS_CAPTIVE_CAPTIVE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* Beside 0 and -errno: */
#define KILLED 1	/* by the filter */
#define ANY    2	/* may be done or not: vdispld itself has few rights */

#define CAPTIVE_SEGMENT_KEY 0x76647370

/* Objects of a card. */
struct captive_output {
	uint32_t crtc, connector, plane;
};

/* What the attempts need to know. Descriptors are -1 where there is none. */
struct captive {
	pid_t watcher;		/* root, outside; has the attempts made */
	uint32_t uid;		/* the worker's */
	uint64_t lent;
	FILE *report;		/* TAP */

	int grants, views, evtchn;	/* the worker's own, restricted */
	uint32_t domid, max_pages;
	uint32_t n_ports;	/* bound by the worker */
	uint32_t other_domid, other_ref;	/* a page granted to us by another guest */

	int card;		/* a lease */
	uint32_t other_fb;	/* a framebuffer of another client of that card */
	struct captive_output own, other;	/* .other.crtc is 0: the card has no more */
};

struct attempt {
	const char *what;
	int (*make)(const struct captive *captive, const struct attempt *attempt);
	int before, without_filter, within;	/* what has to come of it */
	const char *path;	/* an argument of .make */
};

/* What a system call has returned, as 0 or -errno. */
int attempt_result(long returned);

/* -errno, or 0 and open; of no use to the attempt but for that. */
int attempt_open(const struct captive *captive, const struct attempt *attempt);
int attempt_connect(const struct captive *captive, const struct attempt *attempt);

/* What can be found by who is not in namespaces of his own; before the attempts. */
void captive_lay_bait(void);
void captive_take_bait(void);

/* Makes @n attempts, one line of TAP for each. How many went another way. */
unsigned int captive_try(const struct captive *captive, const struct attempt *attempts,
			 size_t n);

extern const struct attempt attempts_host[], attempts_xen[], attempts_card[],
	attempts_outputs[];
extern const size_t n_attempts_host, n_attempts_xen, n_attempts_card,
	n_attempts_outputs;

#endif
