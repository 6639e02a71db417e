// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/vt.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tools/common/log.h"

/* The kernel waits for our word before it switches. */
static void asked_to_leave(uv_signal_t *signal, int number)
{
	struct vt *vt = signal->data;

	vt->left(vt->data);
	ioctl(vt->fd, VT_RELDISP, 1);
}

static void has_entered(uv_signal_t *signal, int number)
{
	struct vt *vt = signal->data;

	ioctl(vt->fd, VT_RELDISP, VT_ACKACQ);
	vt->entered(vt->data);
}

static void signals_start(struct vt *vt, uv_loop_t *loop)
{
	int i;

	for (i = 0; i < 2; i++) {
		uv_signal_init(loop, &vt->signals[i]);
		vt->signals[i].data = vt;
	}
	uv_signal_start(&vt->signals[0], asked_to_leave, VT_LEAVE_SIGNAL);
	uv_signal_start(&vt->signals[1], has_entered, VT_ENTER_SIGNAL);
}

static int terminal_take(struct vt *vt, unsigned int number)
{
	struct vt_mode mode = {
		.mode = VT_PROCESS,
		.relsig = VT_LEAVE_SIGNAL,
		.acqsig = VT_ENTER_SIGNAL,
	};
	struct vt_stat state;

	if (ioctl(vt->fd, VT_GETSTATE, &state))
		return -errno;
	vt->before = state.v_active;
	/* Nobody draws text over the guests. */
	if (ioctl(vt->fd, KDSETMODE, KD_GRAPHICS) ||
	    ioctl(vt->fd, VT_SETMODE, &mode) ||
	    ioctl(vt->fd, VT_ACTIVATE, number) ||
	    ioctl(vt->fd, VT_WAITACTIVE, number))
		return -errno;
	return 0;
}

int vt_start(struct vt *vt, uv_loop_t *loop, unsigned int number)
{
	char path[32];
	int ret;

	snprintf(path, sizeof(path), "/dev/tty%u", number);
	vt->fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (vt->fd < 0) {
		ret = -errno;
		log_error("%s: %m", path);
		return ret;
	}
	signals_start(vt, loop);
	ret = terminal_take(vt, number);
	if (ret) {
		log_error("%s: %s", path, strerror(-ret));
		vt_stop(vt);
	}
	return ret;
}

void vt_stop(struct vt *vt)
{
	struct vt_mode mode = { .mode = VT_AUTO };
	struct vt_stat state;
	struct stat terminal;
	int i;

	if (vt->fd < 0)
		return;
	ioctl(vt->fd, VT_SETMODE, &mode);
	ioctl(vt->fd, KDSETMODE, KD_TEXT);
	if (vt->before && !fstat(vt->fd, &terminal) &&
	    !ioctl(vt->fd, VT_GETSTATE, &state) &&
	    state.v_active == minor(terminal.st_rdev))
		ioctl(vt->fd, VT_ACTIVATE, vt->before);
	close(vt->fd);
	vt->fd = -1;
	for (i = 0; i < 2; i++)
		uv_close((uv_handle_t *)&vt->signals[i], NULL);
}
