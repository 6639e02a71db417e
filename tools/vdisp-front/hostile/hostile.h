/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest that means harm does to the back end, in named cases. They are
 * written against the protocol, not against one back end: each step says what
 * answers the protocol allows, and after each case a new, honest connection
 * must be served as if nothing had happened.
 *
 * A step prints one TAP line:
 *
 *	ok 7 - case fb-larger-than-buffer: one line more: expected refusal got -22
 */
#ifndef TOOLS_VDISP_FRONT_HOSTILE_HOSTILE_H
#define TOOLS_VDISP_FRONT_HOSTILE_HOSTILE_H

#include "tools/vdisp-front/connection.h"

#define FOURCC_XRGB8888 0x34325258 /* DRM_FORMAT_XRGB8888, "XR24" */

/* The side length of the small buffer: 4 pages exactly. */
#define SMALL	     64
#define SMALL_OCTETS (SMALL * SMALL * 4)

/* What the protocol allows as the answer to a request. */
enum expectation {
	EXPECT_SUCCESS,	       /* status 0: the request is legal */
	EXPECT_REFUSAL,	       /* an error status */
	EXPECT_REFUSAL_OR_END, /* ... or the end of the connection */
	EXPECT_ANSWER, /* the protocol leaves it open, but not unanswered */
	EXPECT_ANYTHING, /* no answer is owed any more: only later connections count */
};

/* What came back: 0, a negative status, or one of these. */
#define GOT_END	     1 /* the back end ended the connection */
#define GOT_SILENCE  2 /* no answer in time */
#define GOT_NONSENSE 3 /* an answer to something else, or a broken ring */

/*
 * A back end may make a guest wait that has misbehaved: how long a connection is
 * waited for, at most.
 */
#define CONNECT_MS 60000

struct hostile {
	struct front *front;
	unsigned int timeout_ms; /* for answers and events */
	unsigned int refuse_ms;	 /* before "it does not connect" is concluded */
	const char *case_name;
	uint32_t width, height;	     /* of connector 0 */
	struct front_buffer *screen; /* a buffer of that size */
	struct front_buffer *small;  /* of SMALL x SMALL */
	uint64_t last_cookie;
	unsigned int n_checks, n_failed;
};

struct hostile_case {
	const char *name;
	const char *text; /* for --list */
	void (*run)(struct hostile *hostile);
};

/* One table a file; each ends with a nameless entry. */
extern const struct hostile_case directory_cases[], number_cases[],
	lifetime_cases[], ring_cases[], event_cases[], state_cases[],
	memory_cases[];

int hostile_init(struct hostile *hostile, unsigned int devid,
		 unsigned int timeout_ms, unsigned int refuse_ms);
void hostile_finish(struct hostile *hostile);

/* Runs one case from a fresh connection, then the honest round. */
void hostile_run(struct hostile *hostile,
		 const struct hostile_case *hostile_case);

/* A cookie that was not used before. */
uint64_t hostile_cookie(struct hostile *hostile);

/* Makes sure of a connection. 0, or -errno after having reported the failure. */
int hostile_connect(struct hostile *hostile);

/* Sends a request and says what came back. Connects first if need be. */
int hostile_send(struct hostile *hostile, unsigned int connector,
		 struct xendispl_req req);

/*
 * Judges and prints an outcome. @step says what was done. True when it was as
 * the protocol has it.
 */
bool hostile_judge(struct hostile *hostile, const char *step,
		   enum expectation expectation, int outcome);

/* Both in one, on connector 0; returns the outcome. */
int hostile_try(struct hostile *hostile, const char *step,
		enum expectation expectation, struct xendispl_req req);

/* Prints a line of another kind. */
void hostile_report(struct hostile *hostile, bool ok, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void hostile_skip(struct hostile *hostile, const char *reason);

/*
 * Honest steps on the way to a hostile one. They report what fails, and only
 * that, and return the outcome.
 */
int honest_send(struct hostile *hostile, const char *step,
		struct xendispl_req req);
int honest_dbuf(struct hostile *hostile, uint64_t dbuf,
		const struct front_buffer *buffer);
int honest_fb(struct hostile *hostile, uint64_t dbuf,
	      uint64_t fb); /* of the screen's size */
int honest_show(struct hostile *hostile, uint64_t fb);
int honest_flip(struct hostile *hostile,
		uint64_t fb); /* and waits for the event */

/* A display buffer, a framebuffer on it, and the latter on the screen. */
struct scene {
	uint64_t dbuf, fb;
};

int scene_begin(struct hostile *hostile, struct scene *scene);

#endif
