/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtual terminal of the host's for the guests' screens: whoever sits there
 * switches between them and what else the host shows, as between consoles.
 */
#ifndef TOOLS_VDISPLD_VT_H
#define TOOLS_VDISPLD_VT_H

#include <signal.h>

#include <uv.h>

#define VT_MAX 63

/* The kernel asks with the one, and tells with the other. */
#define VT_LEAVE_SIGNAL (SIGRTMIN + 1)
#define VT_ENTER_SIGNAL (SIGRTMIN + 2)

struct vt {
	int fd;				/* -1: not started */
	unsigned int before;		/* the terminal that was seen when we began */
	uv_signal_t signals[2];
	void (*left)(void *data);	/* give the cards away, now */
	void (*entered)(void *data);	/* they are ours again */
	void *data;
};

/*
 * Takes terminal @number and switches to it. .left, .entered and .data are set.
 * -errno with a line in the log.
 */
int vt_start(struct vt *vt, uv_loop_t *loop, unsigned int number);

/* Gives it back and shows what was seen before, unless somebody has switched. */
void vt_stop(struct vt *vt);

#endif
