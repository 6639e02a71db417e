// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/doctor/doctor.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 512

void host_path(const struct doctor *doctor, const char *path, char *full, size_t size)
{
	snprintf(full, size, "%s%s", doctor->sysroot, path);
}

bool host_exists(const struct doctor *doctor, const char *path)
{
	char full[PATH_BYTES];

	host_path(doctor, path, full, sizeof(full));
	return access(full, F_OK) == 0;
}

bool host_read(const struct doctor *doctor, const char *path, char *text, size_t size)
{
	char full[PATH_BYTES];
	FILE *file;
	bool good;

	text[0] = '\0';
	host_path(doctor, path, full, sizeof(full));
	file = fopen(full, "re");
	if (!file)
		return false;
	good = fgets(text, (int)size, file);
	text[strcspn(text, "\n")] = '\0';
	fclose(file);
	return good;
}

bool host_read_number(const struct doctor *doctor, const char *path, uint64_t *number)
{
	char text[32];

	return host_read(doctor, path, text, sizeof(text)) &&
	       sscanf(text, "%" SCNu64, number) == 1;
}
