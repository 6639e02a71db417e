// SPDX-License-Identifier: GPL-2.0-only
/*
 * vdispld.conf over tests/vectors/daemon/: a bad file says in its first line what
 * has to be found in it, word by word: "; finds 3: copy = no: want allow or never".
 */
#include "tests/unit/test.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "tools/vdispld/config_file.h"

#define VECTORS "tests/vectors/daemon/*.conf"
#define SHIPPED "config/vdispld.conf"
#define MARK "; finds "
#define LEAST_BAD 37	/* the vectors must not dwindle unseen */

static struct config config;
static char reason[CONFIG_FILE_REASON_BYTES];

static int parse(const char *text)
{
	FILE *in = fmemopen((char *)text, strlen(text), "r");
	int ret;

	config_init(&config, 1000);
	ret = config_file_parse(in, "f", &config, reason);
	fclose(in);
	return ret;
}

/* What the file's first line says of it; "" nothing. */
static void wanted_read(const char *path, char *wanted, size_t size)
{
	char line[512] = "";
	FILE *in = fopen(path, "r");

	CU_ASSERT_PTR_NOT_NULL_FATAL(in);
	if (!fgets(line, sizeof(line), in))
		line[0] = '\0';
	fclose(in);
	line[strcspn(line, "\n")] = '\0';
	wanted[0] = '\0';
	if (!strncmp(line, MARK, strlen(MARK)))
		snprintf(wanted, size, "%s:%s", path, line + strlen(MARK));
}

static void test_vectors(void)
{
	char wanted[CONFIG_FILE_REASON_BYTES];
	unsigned int n_bad = 0;
	glob_t found;
	size_t i;
	int ret;

	CU_ASSERT_EQUAL_FATAL(glob(VECTORS, 0, NULL, &found), 0);
	for (i = 0; i < found.gl_pathc; i++) {
		wanted_read(found.gl_pathv[i], wanted, sizeof(wanted));
		n_bad += wanted[0] != '\0';
		config_init(&config, 1000);
		ret = config_file_read(found.gl_pathv[i], &config, reason);
		CU_ASSERT_EQUAL(ret, wanted[0] ? -EINVAL : 0);
		CU_ASSERT_STRING_EQUAL(reason, wanted);
		if (strcmp(reason, wanted))
			printf("# %s\n#   found  %s\n#   wanted %s\n",
			       found.gl_pathv[i], reason, wanted);
		config_finish(&config);
	}
	globfree(&found);
	CU_ASSERT_TRUE(n_bad >= LEAST_BAD);
}

static void test_without_a_file(void)
{
	const struct config_identity guest = { .name = "demo" };

	config_init(&config, 1000);
	CU_ASSERT_TRUE(config_permits(&config, "VGA-1", &guest, reason));
	CU_ASSERT_TRUE(config_is_headless(&config, "headless"));
	CU_ASSERT_FALSE(config_is_headless(&config, "side"));
	CU_ASSERT_EQUAL(config_value(&config, &guest, CONFIG_MAX_PAGES), 1000);
	CU_ASSERT_EQUAL(config_value(&config, &guest, CONFIG_MAX_BUFFERS), 128);
	CU_ASSERT_EQUAL(config_value(&config, &guest, CONFIG_MAX_CONNECTORS), 16);
	CU_ASSERT_EQUAL(config_value(&config, &guest, CONFIG_COPY), 1);
	CU_ASSERT_EQUAL(config_file_read("/nonexistent.conf", &config, reason), -ENOENT);
	CU_ASSERT_STRING_EQUAL(reason, "/nonexistent.conf: No such file or directory");
}

static void test_mirrors(void)
{
	CU_ASSERT_EQUAL(parse("[output VGA-1]\nguests = demo\n"
			      "[output VGA-2]\nmirror = VGA-1\n"), 0);
	CU_ASSERT_STRING_EQUAL(config_mirror_of(&config, "VGA-1"), "VGA-2");
	CU_ASSERT_STRING_EQUAL(config_mirrored_by(&config, "VGA-2"), "VGA-1");
	CU_ASSERT_PTR_NULL(config_mirror_of(&config, "VGA-2"));
	CU_ASSERT_PTR_NULL(config_mirrored_by(&config, "VGA-1"));
	CU_ASSERT_PTR_NULL(config_mirrored_by(&config, "VGA-3"));
	config_finish(&config);
}

/* All that is commented out in it is what holds without it. */
static void test_shipped_file_changes_nothing(void)
{
	struct config without;

	config_init(&without, 1000);
	config_init(&config, 1000);
	CU_ASSERT_EQUAL(config_file_read(SHIPPED, &config, reason), 0);
	config.line = 0;
	CU_ASSERT_EQUAL(memcmp(&config, &without, sizeof(config)), 0);
	config_finish(&config);
}

static void test_outputs(void)
{
	const struct config_identity demo = { "demo", "0A-bc" }, other = { "other", "" };

	CU_ASSERT_EQUAL(parse("[vdispld]\noutputs = VGA-1 VGA-2\n VGA-3\n"
			      "[output VGA-1]\nguests = nobody 0a-BC\n"
			      "[output VGA-2]\nguests = none\n"
			      "[output VGA-3]\nguests = all\n"), 0);
	CU_ASSERT_TRUE(config_permits(&config, "VGA-1", &demo, reason));
	CU_ASSERT_FALSE(config_permits(&config, "VGA-1", &other, reason));
	CU_ASSERT_STRING_EQUAL(reason, "vdispld.conf does not let other use VGA-1");
	CU_ASSERT_FALSE(config_permits(&config, "VGA-2", &demo, reason));
	CU_ASSERT_STRING_EQUAL(reason, "vdispld.conf lets nobody use VGA-2");
	CU_ASSERT_TRUE(config_permits(&config, "VGA-3", &other, reason));
	CU_ASSERT_FALSE(config_permits(&config, "VGA", &other, reason));
	CU_ASSERT_STRING_EQUAL(reason, "vdispld.conf does not offer VGA to guests");
	config_finish(&config);
	CU_ASSERT_EQUAL(parse("[vdispld]\noutputs = none\nheadless = side"), 0);
	CU_ASSERT_FALSE(config_permits(&config, "VGA-1", &demo, reason));
	CU_ASSERT_TRUE(config_is_headless(&config, "side"));
	config_finish(&config);
}

/* No name is two words of a list, or nothing. */
static void test_odd_names(void)
{
	const struct config_identity two = { .name = "a b" }, nameless = { .name = "" },
		none = { .name = "none" };

	CU_ASSERT_EQUAL(parse("[output VGA-1]\nguests = a b\n"
			      "[output VGA-2]\nguests = none\n"), 0);
	CU_ASSERT_FALSE(config_permits(&config, "VGA-1", &two, reason));
	CU_ASSERT_FALSE(config_permits(&config, "VGA-1", &nameless, reason));
	CU_ASSERT_FALSE(config_permits(&config, "VGA-2", &none, reason));
	config_finish(&config);
}

static void test_settings(void)
{
	const struct config_identity demo = { "demo", "0a" }, other = { "other", "0B" };

	CU_ASSERT_EQUAL(parse("[guest demo]\nmax-pages = 7\ncopy = allow\n"
			      "[vdispld]\nmax-pages = 8\ncopy = never\n"
			      "[guest 0b]\nmax-buffers = 3\n"), 0);
	CU_ASSERT_EQUAL(config_value(&config, &demo, CONFIG_MAX_PAGES), 7);
	CU_ASSERT_EQUAL(config_value(&config, &demo, CONFIG_COPY), 1);
	CU_ASSERT_EQUAL(config_value(&config, &demo, CONFIG_MAX_BUFFERS), 128);
	CU_ASSERT_EQUAL(config_value(&config, &other, CONFIG_MAX_PAGES), 8);
	CU_ASSERT_EQUAL(config_value(&config, &other, CONFIG_COPY), 0);
	CU_ASSERT_EQUAL(config_value(&config, &other, CONFIG_MAX_BUFFERS), 3);
	config_finish(&config);
}

static void test_too_much(void)
{
	static char text[400000];
	size_t n = 0;
	unsigned int i;

	for (i = 0; i <= CONFIG_MAX_OUTPUTS; i++)
		n += sprintf(text + n, "[output o-%u]\n", i);
	CU_ASSERT_EQUAL(parse(text), -EINVAL);
	CU_ASSERT_STRING_EQUAL(reason, "f:65: one [output] section too many; want 64 at most");
	config_finish(&config);
	for (i = 0, n = 0; i <= CONFIG_MAX_GUESTS; i++)
		n += sprintf(text + n, "[guest g-%u]\n", i);
	CU_ASSERT_EQUAL(parse(text), -EINVAL);
	CU_ASSERT_STRING_EQUAL(reason, "f:257: one [guest] section too many; want 256 at most");
	config_finish(&config);
	for (i = 0, n = 0; i <= 4096; i++)
		n += sprintf(text + n, ";\n");
	CU_ASSERT_EQUAL(parse(text), -EINVAL);
	CU_ASSERT_STRING_EQUAL(reason, "f:4097: too many lines; want 4096 at most");
	config_finish(&config);
}

TEST_MAIN("config",
	  TEST(test_vectors),
	  TEST(test_without_a_file),
	  TEST(test_shipped_file_changes_nothing),
	  TEST(test_outputs),
	  TEST(test_mirrors),
	  TEST(test_odd_names),
	  TEST(test_settings),
	  TEST(test_too_much))
