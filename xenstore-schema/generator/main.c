// SPDX-License-Identifier: GPL-2.0-only
/*
 * xenstore-schema-gen FOLDER SCHEMA.yaml...: writes what emitters[] lists, for each
 * schema, into FOLDER. Without a schema that is right in all respects it writes
 * nothing and says why.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "xenstore-schema/generator/emit.h"
#include "xenstore-schema/generator/model.h"

#define FILE_BYTES 512

static int write_file(const struct schema *schema,
		      const struct emitter *emitter, const char *folder)
{
	char path[FILE_BYTES];
	FILE *out;
	int n;

	n = snprintf(path, sizeof(path), "%s/%s%s%s", folder, emitter->before,
		     schema->name, emitter->after);
	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENAMETOOLONG;
	out = fopen(path, "w");
	if (!out)
		return -errno;
	emitter->emit(schema, out);
	if (ferror(out) | fclose(out))
		return -EIO;
	return 0;
}

/* Two files with one name would overwrite each other's tables. */
static void check_name(struct model *model, struct report *report)
{
	const char *slash = strrchr(report->file, '/');
	const char *file = slash ? slash + 1 : report->file;
	const char *name = model->schema.name;
	size_t length = strlen(name);

	if (strncmp(file, name, length) || strcmp(file + length, ".yaml"))
		report_error(report,
			     model_line(model, model->document.root, "name"),
			     "\"name\" is not the file's; call the file %s.yaml",
			     name);
}

static int generate(const char *folder, const char *path)
{
	struct report report = { .out = stderr, .file = path };
	struct model model;
	unsigned int i;
	int err;

	err = model_init(&model, path, &report);
	if (err && !report.n_errors)
		fprintf(stderr, "%s: %s\n", path, strerror(-err));
	if (!err)
		check_name(&model, &report);
	for (i = 0; !err && !report.n_errors && i < n_emitters; i++) {
		err = write_file(&model.schema, &emitters[i], folder);
		if (err)
			fprintf(stderr, "%s: cannot write to %s: %s\n", path,
				folder, strerror(-err));
	}
	model_finish(&model);
	return err || report.n_errors ? -EINVAL : 0;
}

int main(int argc, char **argv)
{
	int err = 0, i;

	if (argc < 3) {
		fprintf(stderr, "usage: %s FOLDER SCHEMA.yaml...\n", argv[0]);
		return 2;
	}
	for (i = 2; i < argc; i++)
		if (generate(argv[1], argv[i]))
			err = 1;
	return err;
}
