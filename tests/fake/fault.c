// SPDX-License-Identifier: GPL-2.0-only
#include "tests/fake/fault.h"

#include <dirent.h>
#include <errno.h>

static unsigned int countdown;
static bool struck;

void fault_arm(unsigned int nth)
{
	countdown = nth;
	struck = false;
}

bool fault_disarm(void)
{
	bool was = struck;

	countdown = 0;
	struck = false;
	return was;
}

bool fault_strikes(int error)
{
	if (countdown == 0 || --countdown > 0)
		return false;
	struck = true;
	errno = error;
	return true;
}

unsigned int fault_open_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}
