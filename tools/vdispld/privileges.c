// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/privileges.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "tools/common/log.h"

/*
 * The broker itself: a worker that is to be killed has another user id, and with a
 * virtual terminal it answers when that is left and entered.
 */
static const cap_value_t own[] = { CAP_KILL, CAP_SYS_TTY_CONFIG };

/*
 * A worker begins with these and gives them up before it looks at anything of a
 * guest's: empty namespaces and root, its own user, its limits, and the rest of
 * its bounding set. They are the broker's only so that the worker gets them.
 */
static const cap_value_t workers[] = {
	CAP_SYS_ADMIN, CAP_SYS_CHROOT, CAP_SETUID, CAP_SETGID, CAP_SETPCAP,
	CAP_SYS_RESOURCE,
};

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

static int failed(const char *what)
{
	int error = errno;

	log_error("privileges: %s: %s", what, strerror(error));
	return -error;
}

static bool is_own(cap_value_t capability, bool terminal)
{
	return capability == own[0] || (terminal && capability == own[1]);
}

static bool is_kept(cap_value_t capability, bool terminal)
{
	size_t i;

	for (i = 0; i < N_ELEMENTS(workers); i++)
		if (workers[i] == capability)
			return true;
	return is_own(capability, terminal);
}

/* Whoever is started by us cannot get more than this, root or not. */
static int bounding_set_shrink(bool terminal)
{
	cap_value_t capability;

	for (capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
		if (!is_kept(capability, terminal) && prctl(PR_CAPBSET_READ, capability) == 1 &&
		    prctl(PR_CAPBSET_DROP, capability))
			return failed("bounding set");
	return 0;
}

/* Keeps what is to be kept of what there is. */
static int sets_shrink(bool terminal)
{
	cap_t now = cap_get_proc(), next = cap_init();
	cap_flag_value_t has;
	cap_value_t i;
	int ret = 0;

	for (i = 0; now && next && i <= cap_max_bits(); i++) {
		if (!is_kept(i, terminal) || cap_get_flag(now, i, CAP_PERMITTED, &has) || !has)
			continue;
		cap_set_flag(next, CAP_PERMITTED, 1, &i, CAP_SET);
		if (is_own(i, terminal))
			cap_set_flag(next, CAP_EFFECTIVE, 1, &i, CAP_SET);
	}
	if (!now || !next || cap_set_proc(next))
		ret = failed("capabilities");
	cap_free(now);
	cap_free(next);
	return ret;
}

/* The bounding set is ours to shrink only while we may. */
static int may_shrink(void)
{
	cap_t now = cap_get_proc();
	cap_flag_value_t has = CAP_CLEAR;

	if (now)
		cap_get_flag(now, CAP_SETPCAP, CAP_EFFECTIVE, &has);
	cap_free(now);
	return has == CAP_SET;
}

int privileges_drop(bool terminal)
{
	int ret = may_shrink() ? bounding_set_shrink(terminal) : 0;

	if (!ret)
		ret = sets_shrink(terminal);
	if (!ret && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		ret = failed("no new privileges");
	return ret;
}
