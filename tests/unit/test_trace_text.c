// SPDX-License-Identifier: GPL-2.0-only
/* Messages of a trace as text. What octets there are is a guest's to choose. */
#include "tests/unit/test.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xen/io/displif.h>

#include "tools/vdisplctl/trace_text.h"

static char text[TRACE_TEXT_BYTES];

static const char *decode(const char *kind, const void *octets)
{
	struct json_object *line = json_object_new_object();
	char hex[129];
	unsigned int i;

	for (i = 0; i < 64; i++)
		snprintf(hex + 2 * i, 3, "%02x", ((const uint8_t *)octets)[i]);
	json_object_object_add(line, "kind", json_object_new_string(kind));
	json_object_object_add(line, "octets", json_object_new_string(hex));
	trace_text(line, text);
	json_object_put(line);
	return text;
}

static void test_requests(void)
{
	const struct xendispl_req create = {
		.id = 1, .operation = XENDISPL_OP_DBUF_CREATE,
		.op.dbuf_create = { .dbuf_cookie = 0xabc, .width = 1024, .height = 768,
				    .bpp = 32, .buffer_sz = 3145728, .gref_directory = 77,
				    .flags = XENDISPL_DBUF_FLG_REQ_ALLOC },
	};
	const struct xendispl_req attach = {
		.id = 2, .operation = XENDISPL_OP_FB_ATTACH,
		.op.fb_attach = { .dbuf_cookie = 1, .fb_cookie = 2, .width = 1024,
				  .height = 768, .pixel_format = 0x34325258 },
	};
	const struct xendispl_req off = { .id = 3, .operation = XENDISPL_OP_SET_CONFIG };
	const struct xendispl_req flip = {
		.id = 4, .operation = XENDISPL_OP_PG_FLIP, .op.pg_flip.fb_cookie = 2,
	};

	CU_ASSERT_STRING_EQUAL(decode("request", &create),
		"DBUF_CREATE #1 dbuf 0xabc: 1024x768, 32 bits, 3145728 octets from 0, "
		"directory 77, of the host's");
	CU_ASSERT_STRING_EQUAL(decode("request", &attach),
			       "FB_ATTACH #2 dbuf 0x1, fb 0x2: 1024x768 XR24");
	CU_ASSERT_STRING_EQUAL(decode("request", &off), "SET_CONFIG #3 off");
	CU_ASSERT_STRING_EQUAL(decode("request", &flip), "PG_FLIP #4 fb 0x2");
	CU_ASSERT_STRING_EQUAL(decode("refused", &flip), "PG_FLIP #4 operation 21");
}

static void test_answers_and_events(void)
{
	struct xendispl_resp response = { .id = 4, .operation = XENDISPL_OP_PG_FLIP };
	const struct xendispl_evt event = {
		.id = 9, .type = XENDISPL_EVT_PG_FLIP, .op.pg_flip.fb_cookie = 2,
	};

	CU_ASSERT_STRING_EQUAL(decode("response", &response), "PG_FLIP #4 done");
	response.status = -16;
	CU_ASSERT_STRING_EQUAL(decode("response", &response), "PG_FLIP #4 -16 EBUSY");
	response.status = INT32_MIN;
	CU_ASSERT_STRING_EQUAL(decode("response", &response), "PG_FLIP #4 -2147483648");
	CU_ASSERT_STRING_EQUAL(decode("event", &event), "PG_FLIP #9 fb 0x2");
}

static void test_octets_of_all_kinds(void)
{
	static const char *const kinds[] = { "request", "refused", "response", "event", "" };
	uint8_t octets[64];
	unsigned int i, value;
	char *c;

	for (value = 0; value < 256; value++) {
		memset(octets, (int)value, sizeof(octets));
		for (i = 0; i < 5; i++) {
			decode(kinds[i], octets);
			CU_ASSERT(strlen(text) > 0);
			for (c = text; *c; c++)
				CU_ASSERT(*c >= ' ' && *c <= '~');
		}
	}
}

static void test_what_is_no_message(void)
{
	static const char *const lines[] = {
		"{\"kind\":\"request\",\"octets\":\"\"}",
		"{\"kind\":\"request\",\"octets\":\"zz\"}",
	};
	struct json_object *line;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		line = json_tokener_parse(lines[i]);
		trace_text(line, text);
		CU_ASSERT_STRING_EQUAL(text, "not a message");
		json_object_put(line);
	}
	line = json_tokener_parse("{\"kind\":\"state\",\"text\":\"connected\"}");
	trace_text(line, text);
	CU_ASSERT_STRING_EQUAL(text, "connected");
	json_object_put(line);
}

TEST_MAIN("trace_text",
	  TEST(test_requests),
	  TEST(test_answers_and_events),
	  TEST(test_octets_of_all_kinds),
	  TEST(test_what_is_no_message))
