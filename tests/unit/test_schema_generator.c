// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generator: what is committed is what it writes; each schema of
 * xenstore-schema/tests/bad/ is refused with the line that its first line asks for.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"
#include "xenstore-schema/generator/emit.h"
#include "xenstore-schema/generator/model.h"

#define BAD "xenstore-schema/tests/bad"

static char *file_read(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return strdup("");
	if (getdelim(&text, &size, EOF, file) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(file);
	return text;
}

static void check_committed(const struct schema *schema,
			    const struct emitter *emitter)
{
	char path[256], *made = NULL, *committed;
	size_t size;
	FILE *out = open_memstream(&made, &size);

	emitter->emit(schema, out);
	fclose(out);
	snprintf(path, sizeof(path), "xenstore-schema/generated/%s%s%s",
		 emitter->before, schema->name, emitter->after);
	committed = file_read(path);
	CU_ASSERT(!strcmp(made, committed));
	if (strcmp(made, committed))
		printf("# %s is not what the generator writes; run make schema and commit it\n",
		       path);
	free(committed);
	free(made);
}

static void check_generated(const char *schema)
{
	struct report report = { .out = stdout, .file = schema };
	struct model model;
	unsigned int i;

	CU_ASSERT_EQUAL_FATAL(model_init(&model, schema, &report), 0);
	CU_ASSERT_EQUAL(report.n_errors, 0);
	for (i = 0; i < n_emitters; i++)
		check_committed(&model.schema, &emitters[i]);
	model_finish(&model);
}

static void test_vdispl_is_up_to_date(void)
{
	check_generated("xenstore-schema/vdispl.yaml");
}

static void test_vkbd_is_up_to_date(void)
{
	check_generated("xenstore-schema/vkbd.yaml");
}

static void test_vfb_is_up_to_date(void)
{
	check_generated("xenstore-schema/vfb.yaml");
}

static void test_accepts_the_smallest(void)
{
	struct report report = { .out = stdout };
	struct model model;

	CU_ASSERT_EQUAL(model_init(&model,
				   "xenstore-schema/tests/good/smallest.yaml",
				   &report),
			0);
	model_finish(&model);
}

/* The file's first line is "# want: LINE: the beginning of the first report". */
static void check_refused(const char *name)
{
	static const char before[] = "# want: ";
	struct report report = { .file = name };
	char path[512], *want, *got = NULL;
	struct model model;
	size_t size;

	snprintf(path, sizeof(path), BAD "/%s", name);
	want = file_read(path);
	want[strcspn(want, "\n")] = '\0';
	CU_ASSERT_FATAL(!strncmp(want, before, strlen(before)));

	report.out = open_memstream(&got, &size);
	CU_ASSERT_EQUAL(model_init(&model, path, &report), -EINVAL);
	model_finish(&model);
	fclose(report.out);

	got[strcspn(got, "\n")] = '\0';
	CU_ASSERT(!strncmp(got, name, strlen(name)));
	CU_ASSERT(!strncmp(got + strlen(name) + 1, want + strlen(before),
			   strlen(want) - strlen(before)));
	/* Behind the semicolon stands what to do about it. */
	CU_ASSERT_PTR_NOT_NULL(strstr(got, "; "));
	if (strncmp(got + strlen(name) + 1, want + strlen(before),
		    strlen(want) - strlen(before)))
		printf("# %s\n# %s\n", got, want);
	free(want);
	free(got);
}

static void test_refuses_each_bad_one(void)
{
	unsigned int n = 0;
	struct dirent *entry;
	DIR *folder = opendir(BAD);

	CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
	while ((entry = readdir(folder)) != NULL)
		if (strstr(entry->d_name, ".yaml")) {
			check_refused(entry->d_name);
			n++;
		}
	closedir(folder);
	CU_ASSERT(n >= 50);
}

static void test_a_file_that_is_not_there(void)
{
	struct report report = { .out = stdout };
	struct model model;

	CU_ASSERT_EQUAL(model_init(&model, BAD "/no-such-file", &report),
			-ENOENT);
	CU_ASSERT_EQUAL(report.n_errors, 0);
	model_finish(&model);
}

TEST_MAIN("schema_generator", TEST(test_vdispl_is_up_to_date),
	  TEST(test_vkbd_is_up_to_date), TEST(test_vfb_is_up_to_date),
	  TEST(test_accepts_the_smallest), TEST(test_refuses_each_bad_one),
	  TEST(test_a_file_that_is_not_there))
