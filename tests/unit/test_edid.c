// SPDX-License-Identifier: GPL-2.0-only
/* What a guest is told of its monitor, judged by edid-decode (tests/setup installs it). */
#include "tests/unit/test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/vdispl-worker/edid.h"

static struct edid edid;

/* Writes it to a file, has edid-decode check it, and keeps what that says. */
static char *decode(char *text, size_t size)
{
	char path[] = "/tmp/edid.XXXXXX", command[64];
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w"), *said;
	size_t n;

	CU_ASSERT_EQUAL(fwrite(edid.bytes, 1, edid.size, file), edid.size);
	fclose(file);
	snprintf(command, sizeof(command), "edid-decode --check %s 2>&1", path);
	said = popen(command, "r");
	n = fread(text, 1, size - 1, said);
	text[n] = '\0';
	CU_ASSERT_EQUAL(pclose(said), 0);
	remove(path);
	return text;
}

static void test_conforms_in_every_size(void)
{
	static const uint32_t sizes[][2] = {
		{ 640, 480 }, { 800, 600 }, { 1024, 768 },
		{ 1280, 720 }, { 1280, 800 }, { 1280, 1024 }, { 1366, 768 },
		{ 1600, 1200 }, { 1920, 1080 }, { 1921, 1081 }, { 2560, 1440 },
		{ 3840, 2160 }, { 4095, 2047 }, { 4095, 4095 }, { 768, 1366 },
	};
	char text[8192], active[32];
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		CU_ASSERT_EQUAL(edid_make(&edid, "VGA-1", sizes[i][0], sizes[i][1]), 0);
		CU_ASSERT_EQUAL(edid.size, EDID_BLOCK);
		CU_ASSERT_EQUAL(edid_check(&edid, sizes[i][0], sizes[i][1]), 0);
		decode(text, sizeof(text));
		snprintf(active, sizeof(active), "%ux%u ", sizes[i][0], sizes[i][1]);
		CU_ASSERT_PTR_NOT_NULL(strstr(text, active));
		CU_ASSERT_PTR_NOT_NULL(strstr(text, "EDID conformity: PASS"));
		CU_ASSERT_PTR_NULL(strstr(text, "Warnings"));
	}
}

static void test_says_its_name_and_rate(void)
{
	char text[8192];

	edid_make(&edid, "HDMI-A-1", 1920, 1080);
	decode(text, sizeof(text));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "Product Name: 'HDMI-A-1'"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "Manufacturer: XEN"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, " 59.998"));
	edid_make(&edid, "the-left-one-of-three", 1920, 1080);
	decode(text, sizeof(text));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "Product Name: 'the-left-one-'"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "EDID conformity: PASS"));
}

static void test_sizes_that_no_edid_can_say(void)
{
	static const uint32_t sizes[][2] = {
		{ 0, 768 }, { 1024, 0 }, { 4096, 768 }, { 1024, 4096 },
		{ 16384, 16384 }, { 320, 240 }, { UINT32_MAX, UINT32_MAX },
	};
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		edid.size = 1;
		CU_ASSERT_EQUAL(edid_make(&edid, "x", sizes[i][0], sizes[i][1]), -ERANGE);
		CU_ASSERT_EQUAL(edid.size, 0);
	}
}

/* Makes the sum of the block at @at right again. */
static void sum_mend(uint32_t at)
{
	uint8_t sum = 0;
	uint32_t i;

	for (i = 0; i < EDID_BLOCK - 1; i++)
		sum += edid.bytes[at + i];
	edid.bytes[at + EDID_BLOCK - 1] = -sum;
}

static int check(void)
{
	return edid_check(&edid, 1920, 1080);
}

static void host_begin(void)
{
	edid_make(&edid, "host", 1920, 1080);
}

static void test_a_real_monitors_words_are_checked(void)
{
	uint32_t i;

	host_begin();
	edid.bytes[126] = 1;
	sum_mend(0);
	CU_ASSERT_EQUAL(check(), -EINVAL);	/* an extension that is missing */
	memset(edid.bytes + EDID_BLOCK, 0, EDID_BLOCK);
	edid.bytes[EDID_BLOCK] = 2;
	sum_mend(EDID_BLOCK);
	edid.size = 2 * EDID_BLOCK;
	CU_ASSERT_EQUAL(check(), 0);
	edid.bytes[EDID_BLOCK + 9]++;
	CU_ASSERT_EQUAL(check(), -EINVAL);
	for (i = 0; i < EDID_BLOCK; i++) {
		host_begin();
		edid.bytes[i] ^= 0x10;
		CU_ASSERT_EQUAL(check(), -EINVAL);
	}
	for (i = 0; i < 8; i++) {
		host_begin();
		edid.bytes[i] ^= 1;
		sum_mend(0);
		CU_ASSERT_EQUAL(check(), -EINVAL);
	}
	for (i = 0; i < EDID_BLOCK; i++) {
		host_begin();
		edid.size = i;
		CU_ASSERT_EQUAL(check(), -EINVAL);
	}
}

static void test_a_real_monitor_must_have_the_guests_size(void)
{
	host_begin();
	CU_ASSERT_EQUAL(edid_check(&edid, 1920, 1080), 0);
	CU_ASSERT_EQUAL(edid_check(&edid, 1024, 768), -EINVAL);
	CU_ASSERT_EQUAL(edid_check(&edid, 1920, 1081), -EINVAL);
	CU_ASSERT_EQUAL(edid_check(&edid, 1920 & 0xff, 1080 & 0xff), -EINVAL);
	edid.bytes[54 + 17] |= 0x80;		/* half pictures */
	sum_mend(0);
	CU_ASSERT_EQUAL(check(), -EINVAL);
	host_begin();
	edid.bytes[54] = edid.bytes[55] = 0;	/* not a timing at all */
	sum_mend(0);
	CU_ASSERT_EQUAL(check(), -EINVAL);
}

TEST_MAIN("edid",
	  TEST(test_conforms_in_every_size),
	  TEST(test_says_its_name_and_rate),
	  TEST(test_sizes_that_no_edid_can_say),
	  TEST(test_a_real_monitors_words_are_checked),
	  TEST(test_a_real_monitor_must_have_the_guests_size))
