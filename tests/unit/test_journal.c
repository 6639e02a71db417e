// SPDX-License-Identifier: GPL-2.0-only
/* Log lines with fields; the test is the journal. */
#include "tests/unit/test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/common/journal.h"

static char directory[32], path[64], stream[64], entry[4096], plain[4096];
static int listener, file, saved_stderr;

/* Standard error is a file, which counts as the journal's. */
static void begin(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat info;

	strcpy(directory, "/tmp/test_journal.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/socket", directory);
	strcpy(address.sun_path, path);
	listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	CU_ASSERT_EQUAL_FATAL(bind(listener, (void *)&address, sizeof(address)), 0);
	file = memfd_create("stderr", MFD_CLOEXEC);
	saved_stderr = dup(STDERR_FILENO);
	dup2(file, STDERR_FILENO);
	fstat(file, &info);
	snprintf(stream, sizeof(stream), "%llu:%llu", (unsigned long long)info.st_dev,
		 (unsigned long long)info.st_ino);
	log_init("vdispld", LOG_LEVEL_INFO);
}

static void end(void)
{
	journal_stop();
	log_set_fields("");
	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	close(file);
	close(listener);
	unlink(path);
	rmdir(directory);
}

static const char *entry_get(void)
{
	ssize_t n = recv(listener, entry, sizeof(entry) - 1, MSG_DONTWAIT);

	entry[n < 0 ? 0 : n] = '\0';
	return entry;
}

static const char *plain_get(void)
{
	ssize_t n = pread(file, plain, sizeof(plain) - 1, 0);

	plain[n < 0 ? 0 : n] = '\0';
	return plain;
}

static int start(void)
{
	return journal_start("vdispld", stream, STDERR_FILENO, path);
}

static void test_line_becomes_an_entry(void)
{
	begin();
	CU_ASSERT_EQUAL(start(), 0);
	log_info("ready");
	CU_ASSERT_STRING_EQUAL(entry_get(), "PRIORITY=6\nSYSLOG_IDENTIFIER=vdispld\n"
			       "MESSAGE=ready\n");
	log_set_fields("VDISPL_DOMAIN=5\n");
	log_error("dom5/0: gone");
	CU_ASSERT_STRING_EQUAL(entry_get(), "PRIORITY=3\nSYSLOG_IDENTIFIER=vdispld\n"
			       "VDISPL_DOMAIN=5\nMESSAGE=dom5/0: gone\n");
	log_debug("unseen");
	CU_ASSERT_STRING_EQUAL(entry_get(), "");
	CU_ASSERT_STRING_EQUAL(plain_get(), "");
	end();
}

static void test_guest_cannot_forge_a_field(void)
{
	begin();
	CU_ASSERT_EQUAL(start(), 0);
	log_warning("%s", "name\nPRIORITY=0");
	CU_ASSERT_STRING_EQUAL(entry_get(), "PRIORITY=4\nSYSLOG_IDENTIFIER=vdispld\n"
			       "MESSAGE=name?PRIORITY=0\n");
	end();
}

static void test_standard_error_that_is_no_journal(void)
{
	begin();
	CU_ASSERT_EQUAL(journal_start("vdispld", NULL, STDERR_FILENO, path), -ENOTTY);
	CU_ASSERT_EQUAL(journal_start("vdispld", "1:2", STDERR_FILENO, path), -ENOTTY);
	CU_ASSERT_EQUAL(journal_start("vdispld", stream, -1, path), -ENOTTY);
	log_info("ready");
	CU_ASSERT_STRING_EQUAL(plain_get(), "vdispld: ready\n");
	CU_ASSERT_STRING_EQUAL(entry_get(), "");
	end();
}

static void test_journal_that_is_not_there(void)
{
	begin();
	unlink(path);
	CU_ASSERT_EQUAL(start(), -ENOENT);
	log_info("ready");
	CU_ASSERT_STRING_EQUAL(plain_get(), "vdispld: ready\n");
	end();
}

static void test_journal_that_goes_or_is_full_leaves_plain_lines(void)
{
	unsigned int i;

	begin();
	CU_ASSERT_EQUAL(start(), 0);
	for (i = 0; i < 100000 && !*plain_get(); i++)
		log_info("again");
	CU_ASSERT(i > 1 && i < 100000);
	close(listener);
	CU_ASSERT_EQUAL(ftruncate(file, 0), 0);
	lseek(file, 0, SEEK_SET);
	log_info("alone");
	CU_ASSERT_STRING_EQUAL(plain_get(), "vdispld: alone\n");
	end();
}

TEST_MAIN("journal",
	  TEST(test_line_becomes_an_entry),
	  TEST(test_guest_cannot_forge_a_field),
	  TEST(test_standard_error_that_is_no_journal),
	  TEST(test_journal_that_is_not_there),
	  TEST(test_journal_that_goes_or_is_full_leaves_plain_lines))
