// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <drm_fourcc.h>
#include <xen/errno.h>

#include "tools/vdispl-worker/frame.h"
#include "tools/vdispl-worker/validate.h"

#define ALL_ONES 0xffffffffu

static const struct validate_limits limits = {
	.connector = 0, .width = 1024, .height = 768, .max_pages = 4096,
	.version = 2,
};

static struct xendispl_req request(uint8_t operation)
{
	struct xendispl_req r = { .id = 7, .operation = operation };

	return r;
}

static struct xendispl_req dbuf_create(void)
{
	struct xendispl_req r = request(XENDISPL_OP_DBUF_CREATE);

	r.op.dbuf_create.dbuf_cookie = 0xffff888012345678;
	r.op.dbuf_create.width = 1024;
	r.op.dbuf_create.height = 768;
	r.op.dbuf_create.bpp = 32;
	r.op.dbuf_create.buffer_sz = 1024 * 768 * 4;
	r.op.dbuf_create.gref_directory = 9;
	return r;
}

static struct xendispl_req fb_attach(void)
{
	struct xendispl_req r = request(XENDISPL_OP_FB_ATTACH);

	r.op.fb_attach.dbuf_cookie = 1;
	r.op.fb_attach.fb_cookie = 2;
	r.op.fb_attach.width = 1024;
	r.op.fb_attach.height = 768;
	r.op.fb_attach.pixel_format = DRM_FORMAT_XRGB8888;
	return r;
}

static struct xendispl_req set_config(void)
{
	struct xendispl_req r = request(XENDISPL_OP_SET_CONFIG);

	r.op.set_config.fb_cookie = 2;
	r.op.set_config.width = 1024;
	r.op.set_config.height = 768;
	r.op.set_config.bpp = 32;
	return r;
}

static int check(const struct xendispl_req *r, struct violation *why)
{
	memset(why, 0, sizeof(*why));
	return validate_request(&limits, r, why);
}

static void test_accepts_what_the_stock_front_end_sends(void)
{
	struct xendispl_req good[] = {
		dbuf_create(), fb_attach(), set_config(),
		request(XENDISPL_OP_SET_CONFIG),	/* all zero: off */
		request(XENDISPL_OP_DBUF_DESTROY), request(XENDISPL_OP_FB_DETACH),
		request(XENDISPL_OP_PG_FLIP),
	};
	struct violation why;
	size_t i;

	good[4].op.dbuf_destroy.dbuf_cookie = 1;
	good[5].op.fb_detach.fb_cookie = 2;
	good[6].op.pg_flip.fb_cookie = ~UINT64_C(0);
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CU_ASSERT_EQUAL(check(&good[i], &why), 0);
}

static void test_accepts_an_imported_buffer_without_geometry(void)
{
	struct xendispl_req r = dbuf_create();
	struct violation why;

	r.op.dbuf_create.width = 0;
	r.op.dbuf_create.height = 0;
	r.op.dbuf_create.bpp = 0;
	CU_ASSERT_EQUAL(check(&r, &why), 0);
}

static void test_ignores_flag_bits_left_in_the_slot(void)
{
	struct xendispl_req r = dbuf_create();
	struct violation why;

	r.op.dbuf_create.flags = ALL_ONES & ~XENDISPL_DBUF_FLG_REQ_ALLOC;
	CU_ASSERT_EQUAL(check(&r, &why), 0);
}

/* Ours are asked for, as the stock front end does it. */
static void test_own_memory_only_with_be_alloc(void)
{
	struct validate_limits lending = limits;
	struct xendispl_req r = dbuf_create();
	struct violation why;

	lending.be_alloc = true;
	CU_ASSERT_EQUAL(validate_request(&lending, &r, &why), 0);
	r.op.dbuf_create.flags = XENDISPL_DBUF_FLG_REQ_ALLOC;
	CU_ASSERT_EQUAL(validate_request(&lending, &r, &why), 0);
	CU_ASSERT_EQUAL(check(&r, &why), -EOPNOTSUPP);
	r.op.dbuf_create.data_ofs = 4;
	CU_ASSERT_EQUAL(validate_request(&lending, &r, &why), -EINVAL);
	CU_ASSERT_STRING_EQUAL(why.field, "data_ofs");
	r = dbuf_create();
	r.op.dbuf_create.flags = XENDISPL_DBUF_FLG_REQ_ALLOC;
	r.op.dbuf_create.width = 0;
	r.op.dbuf_create.height = 0;
	r.op.dbuf_create.bpp = 0;
	CU_ASSERT_EQUAL(validate_request(&lending, &r, &why), -EINVAL);
}

static struct xendispl_req bad;

/* One field of a good request, and the value that spoils it. */
struct spoiled {
	const char *name;
	struct xendispl_req (*base)(void);
	void *field;
	size_t size;
	uint64_t value;
	int error;
	const char *blames;
};

#define FIELD(member) &bad.op.member, sizeof(bad.op.member)

static const struct spoiled spoiled[] = {
	{ "dbuf cookie 0", dbuf_create, FIELD(dbuf_create.dbuf_cookie), 0, -EINVAL, "dbuf_cookie" },
	{ "dbuf width 0", dbuf_create, FIELD(dbuf_create.width), 0, -EINVAL, "width" },
	{ "dbuf width all ones", dbuf_create, FIELD(dbuf_create.width), ALL_ONES, -EINVAL, "width" },
	{ "dbuf width over the cap", dbuf_create, FIELD(dbuf_create.width), 16385, -EINVAL, "width" },
	{ "dbuf one line too wide", dbuf_create, FIELD(dbuf_create.width), 1025, -EINVAL, "buffer_sz" },
	{ "dbuf height 0", dbuf_create, FIELD(dbuf_create.height), 0, -EINVAL, "height" },
	{ "dbuf height all ones", dbuf_create, FIELD(dbuf_create.height), ALL_ONES, -EINVAL, "height" },
	{ "dbuf one line too high", dbuf_create, FIELD(dbuf_create.height), 769, -EINVAL, "buffer_sz" },
	{ "dbuf bpp 0", dbuf_create, FIELD(dbuf_create.bpp), 0, -EINVAL, "bpp" },
	{ "dbuf bpp 1", dbuf_create, FIELD(dbuf_create.bpp), 1, -EINVAL, "bpp" },
	{ "dbuf bpp all ones", dbuf_create, FIELD(dbuf_create.bpp), ALL_ONES, -EINVAL, "bpp" },
	{ "dbuf size 0", dbuf_create, FIELD(dbuf_create.buffer_sz), 0, -EINVAL, "buffer_sz" },
	{ "dbuf size all ones", dbuf_create, FIELD(dbuf_create.buffer_sz), ALL_ONES, -EINVAL, "buffer_sz" },
	{ "dbuf size an octet short", dbuf_create, FIELD(dbuf_create.buffer_sz), 1024 * 768 * 4 - 1, -EINVAL, "buffer_sz" },
	{ "dbuf be-alloc", dbuf_create, FIELD(dbuf_create.flags), 1, -EOPNOTSUPP, "flags" },
	{ "dbuf stale fourcc as flags", dbuf_create, FIELD(dbuf_create.flags), DRM_FORMAT_ARGB8888, -EOPNOTSUPP, "flags" },
	{ "dbuf directory 0", dbuf_create, FIELD(dbuf_create.gref_directory), 0, -EINVAL, "gref_directory" },
	{ "dbuf offset all ones", dbuf_create, FIELD(dbuf_create.data_ofs), ALL_ONES, -EINVAL, "data_ofs" },
	{ "dbuf offset at the end", dbuf_create, FIELD(dbuf_create.data_ofs), 1024 * 768 * 4, -EINVAL, "data_ofs" },
	{ "dbuf offset leaves too little", dbuf_create, FIELD(dbuf_create.data_ofs), 1, -EINVAL, "buffer_sz" },

	{ "fb dbuf cookie 0", fb_attach, FIELD(fb_attach.dbuf_cookie), 0, -EINVAL, "dbuf_cookie" },
	{ "fb cookie 0", fb_attach, FIELD(fb_attach.fb_cookie), 0, -EINVAL, "fb_cookie" },
	{ "fb width 0", fb_attach, FIELD(fb_attach.width), 0, -EINVAL, "width" },
	{ "fb width all ones", fb_attach, FIELD(fb_attach.width), ALL_ONES, -EINVAL, "width" },
	{ "fb height 0", fb_attach, FIELD(fb_attach.height), 0, -EINVAL, "height" },
	{ "fb height all ones", fb_attach, FIELD(fb_attach.height), ALL_ONES, -EINVAL, "height" },
	{ "fb format 0", fb_attach, FIELD(fb_attach.pixel_format), 0, -EINVAL, "pixel_format" },
	{ "fb format all ones", fb_attach, FIELD(fb_attach.pixel_format), ALL_ONES, -EINVAL, "pixel_format" },
	{ "fb format unknown", fb_attach, FIELD(fb_attach.pixel_format), DRM_FORMAT_NV12, -EINVAL, "pixel_format" },

	{ "config cookie 0", set_config, FIELD(set_config.fb_cookie), 0, -EINVAL, "fb_cookie" },
	{ "config x all ones", set_config, FIELD(set_config.x), ALL_ONES, -EINVAL, "x" },
	{ "config x over the edge", set_config, FIELD(set_config.x), 1, -EINVAL, "x" },
	{ "config y all ones", set_config, FIELD(set_config.y), ALL_ONES, -EINVAL, "y" },
	{ "config y over the edge", set_config, FIELD(set_config.y), 1, -EINVAL, "y" },
	{ "config width 0", set_config, FIELD(set_config.width), 0, -EINVAL, "width" },
	{ "config width all ones", set_config, FIELD(set_config.width), ALL_ONES, -EINVAL, "width" },
	{ "config wider than the screen", set_config, FIELD(set_config.width), 1025, -EINVAL, "width" },
	{ "config height 0", set_config, FIELD(set_config.height), 0, -EINVAL, "height" },
	{ "config height all ones", set_config, FIELD(set_config.height), ALL_ONES, -EINVAL, "height" },
	{ "config higher than the screen", set_config, FIELD(set_config.height), 769, -EINVAL, "height" },
	{ "config bpp 0", set_config, FIELD(set_config.bpp), 0, -EINVAL, "bpp" },
	{ "config bpp all ones", set_config, FIELD(set_config.bpp), ALL_ONES, -EINVAL, "bpp" },
};

static void test_refuses_each_bad_field(void)
{
	struct violation why;
	size_t i;

	for (i = 0; i < sizeof(spoiled) / sizeof(spoiled[0]); i++) {
		const struct spoiled *s = &spoiled[i];

		bad = s->base();
		memcpy(s->field, &s->value, s->size);
		if (check(&bad, &why) != s->error || !why.field ||
		    strcmp(why.field, s->blames) || why.allowed[0] == '\0') {
			printf("# %s: blames %s\n", s->name,
			       why.field ? why.field : "nothing");
			CU_FAIL("a bad field");
		}
	}
}

/* Two values that are harmless alone and overflow 32 bits together. */
static void test_refuses_what_overflows(void)
{
	struct xendispl_req r = dbuf_create();
	struct violation why;

	r.op.dbuf_create.width = 16384;		/* x 4 x 16384 = 2^30: too large */
	r.op.dbuf_create.height = 16384;
	CU_ASSERT_EQUAL(check(&r, &why), -EINVAL);

	r = set_config();
	r.op.set_config.x = ALL_ONES - 1022;	/* + 1024 = 1 */
	CU_ASSERT_EQUAL(check(&r, &why), -EINVAL);

	r = dbuf_create();
	r.op.dbuf_create.data_ofs = ALL_ONES - 4095;	/* + the picture = small */
	CU_ASSERT_EQUAL(check(&r, &why), -EINVAL);
}

static void test_refuses_every_unknown_operation(void)
{
	struct violation why;
	unsigned int op;

	for (op = 0; op < 256; op++) {
		struct xendispl_req r = request(op);

		if (op < XENDISPL_OP_DBUF_CREATE || op > XENDISPL_OP_GET_EDID)
			CU_ASSERT_EQUAL(check(&r, &why), -EOPNOTSUPP);
	}
	CU_ASSERT_STRING_EQUAL(validate_operation_name(0x42), "unknown operation");
	CU_ASSERT_STRING_EQUAL(validate_operation_name(0x15), "PG_FLIP");
}

static void test_refuses_cookie_0_everywhere(void)
{
	static const uint8_t operations[] = {
		XENDISPL_OP_DBUF_DESTROY, XENDISPL_OP_FB_DETACH, XENDISPL_OP_PG_FLIP,
	};
	struct violation why;
	size_t i;

	for (i = 0; i < sizeof(operations); i++) {
		struct xendispl_req r = request(operations[i]);

		CU_ASSERT_EQUAL(check(&r, &why), -EINVAL);
	}
}

static void test_buffers_belong_to_connector_0(void)
{
	struct validate_limits second = limits;
	struct xendispl_req shared[] = {
		dbuf_create(), fb_attach(), request(XENDISPL_OP_DBUF_DESTROY),
		request(XENDISPL_OP_FB_DETACH),
	};
	struct xendispl_req own = set_config();
	struct violation why;
	size_t i;

	second.connector = 1;
	for (i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		CU_ASSERT_EQUAL(validate_request(&second, &shared[i], &why), -EINVAL);
	CU_ASSERT_EQUAL(validate_request(&second, &own, &why), 0);
}

static void test_status_is_xens(void)
{
	CU_ASSERT_EQUAL(frame_status(0), 0);
	CU_ASSERT_EQUAL(frame_status(-EINVAL), -XEN_EINVAL);
	CU_ASSERT_EQUAL(frame_status(-EBUSY), -XEN_EBUSY);
	CU_ASSERT_EQUAL(frame_status(-EOPNOTSUPP), -XEN_EOPNOTSUPP);
	CU_ASSERT_EQUAL(frame_status(-EDQUOT), -XEN_ENOSPC);
	CU_ASSERT_EQUAL(frame_status(-ENOTBLK), -XEN_EIO);
	CU_ASSERT_EQUAL(frame_status(-100000), -XEN_EIO);
}

static void test_answers_have_no_stray_octets(void)
{
	struct xendispl_resp response = frame_response(0x1234, 0x15, -EINVAL);
	struct xendispl_evt event = frame_flip_event(3, 0x1122334455667788);
	const uint8_t *octets = (const uint8_t *)&response;
	size_t i;

	CU_ASSERT_EQUAL(response.id, 0x1234);
	CU_ASSERT_EQUAL(response.operation, 0x15);
	CU_ASSERT_EQUAL(octets[3], 0);
	for (i = 8; i < sizeof(response); i++)
		CU_ASSERT_EQUAL(octets[i], 0);
	octets = (const uint8_t *)&event;
	CU_ASSERT_EQUAL(event.op.pg_flip.fb_cookie, 0x1122334455667788);
	for (i = 16; i < sizeof(event); i++)
		CU_ASSERT_EQUAL(octets[i], 0);
}

TEST_MAIN("validate",
	  TEST(test_accepts_what_the_stock_front_end_sends),
	  TEST(test_accepts_an_imported_buffer_without_geometry),
	  TEST(test_ignores_flag_bits_left_in_the_slot),
	  TEST(test_own_memory_only_with_be_alloc),
	  TEST(test_refuses_each_bad_field),
	  TEST(test_refuses_what_overflows),
	  TEST(test_refuses_every_unknown_operation),
	  TEST(test_refuses_cookie_0_everywhere),
	  TEST(test_buffers_belong_to_connector_0),
	  TEST(test_status_is_xens),
	  TEST(test_answers_have_no_stray_octets))
