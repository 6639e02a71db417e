// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a fuzzer over files, or over its whole corpus, and prints TAP. Whatever
 * is wrong ends the process, and what was done last is the file that did it.
 *
 * usage: build/unit/replay_NAME [FILE]...
 */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "tests/fuzz/fuzz.h"

static unsigned int n_done;

/* Exactly as much memory as there is input, so that ASan sees one octet too many. */
static uint8_t *file_read(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	struct stat info;
	uint8_t *data;

	if (!file || fstat(fileno(file), &info))
		return NULL;
	*size = info.st_size;
	data = malloc(*size);
	if (data && fread(data, 1, *size, file) != *size) {
		free(data);
		data = NULL;
	}
	fclose(file);
	return data;
}

static bool file_replay(const char *fuzzer, const char *path)
{
	const char *name = strrchr(path, '/');
	size_t size = 0;
	uint8_t *data = file_read(path, &size);

	if (!data) {
		printf("not ok %u - %s: cannot read %s\n", ++n_done, fuzzer,
		       path);
		return false;
	}
	printf("# %s\n", path);
	fflush(stdout);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	printf("ok %u - %s: %s\n", ++n_done, fuzzer, name ? name + 1 : path);
	return true;
}

static bool corpus_replay(const char *fuzzer)
{
	char folder[256], path[512];
	struct dirent **entries;
	bool good = true;
	int i, n;

	snprintf(folder, sizeof(folder), "tests/fuzz/corpus/%s", fuzzer);
	n = scandir(folder, &entries, NULL, alphasort);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder,
			 entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			good &= file_replay(fuzzer, path);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return good;
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/');
	const char *fuzzer = (name ? name + 1 : argv[0]) + strlen("replay_");
	bool good = true;
	int i;

	for (i = 1; i < argc; i++)
		good &= file_replay(fuzzer, argv[i]);
	if (argc == 1)
		good = corpus_replay(fuzzer);
	printf("1..%u\n", n_done);
	return n_done == 0 || !good;
}
