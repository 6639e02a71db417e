// SPDX-License-Identifier: GPL-2.0-only
/* 0 and the largest number for every field of every request, in turn; and sums that overflow. */
#include <stdio.h>

#include "tools/vdisp-front/hostile/hostile.h"

struct field {
	uint8_t operation;
	const char *name;
	size_t offset;		     /* in the request */
	size_t size;		     /* 4 or 8 */
	enum expectation zero, most; /* for 0 and for UINT32_MAX */
};

#define FIELD(code, member, name, zero, most)                                  \
	{                                                                      \
		code, #member "." #name,                                       \
			offsetof(struct xendispl_req, op.member.name),         \
			sizeof(((struct xendispl_req *)0)->op.member.name),    \
			zero, most                                             \
	}

#define NO   EXPECT_REFUSAL
#define YES  EXPECT_SUCCESS
#define OPEN EXPECT_ANSWER /* the protocol does not say */

static const struct field fields[] = {
	FIELD(XENDISPL_OP_DBUF_CREATE, dbuf_create, dbuf_cookie, NO, YES),
	FIELD(XENDISPL_OP_DBUF_CREATE, dbuf_create, width, OPEN, NO),
	FIELD(XENDISPL_OP_DBUF_CREATE, dbuf_create, height, OPEN, NO),
	FIELD(XENDISPL_OP_DBUF_CREATE, dbuf_create, bpp, OPEN, NO),
	FIELD(XENDISPL_OP_DBUF_CREATE, dbuf_create, buffer_sz, NO, NO),
	FIELD(XENDISPL_OP_DBUF_CREATE, dbuf_create, flags, YES, OPEN),
	FIELD(XENDISPL_OP_DBUF_CREATE, dbuf_create, gref_directory, NO, NO),
	FIELD(XENDISPL_OP_DBUF_CREATE, dbuf_create, data_ofs, YES, NO),
	FIELD(XENDISPL_OP_DBUF_DESTROY, dbuf_destroy, dbuf_cookie, NO, OPEN),
	FIELD(XENDISPL_OP_FB_ATTACH, fb_attach, dbuf_cookie, NO, NO),
	FIELD(XENDISPL_OP_FB_ATTACH, fb_attach, fb_cookie, NO, YES),
	FIELD(XENDISPL_OP_FB_ATTACH, fb_attach, width, NO, NO),
	FIELD(XENDISPL_OP_FB_ATTACH, fb_attach, height, NO, NO),
	FIELD(XENDISPL_OP_FB_ATTACH, fb_attach, pixel_format, NO, NO),
	FIELD(XENDISPL_OP_FB_DETACH, fb_detach, fb_cookie, NO, OPEN),
	FIELD(XENDISPL_OP_SET_CONFIG, set_config, fb_cookie, NO, NO),
	FIELD(XENDISPL_OP_SET_CONFIG, set_config, x, YES, NO),
	FIELD(XENDISPL_OP_SET_CONFIG, set_config, y, YES, NO),
	FIELD(XENDISPL_OP_SET_CONFIG, set_config, width, OPEN, NO),
	FIELD(XENDISPL_OP_SET_CONFIG, set_config, height, OPEN, NO),
	FIELD(XENDISPL_OP_SET_CONFIG, set_config, bpp, OPEN, OPEN),
	FIELD(XENDISPL_OP_PG_FLIP, pg_flip, fb_cookie, NO, NO),
	FIELD(XENDISPL_OP_GET_EDID, get_edid, buffer_sz, NO, NO),
	FIELD(XENDISPL_OP_GET_EDID, get_edid, gref_directory, NO, NO),
};

/* A request that would be legal as it is, or nearly so. */
static struct xendispl_req request_legal(struct hostile *hostile,
					 uint8_t operation,
					 const struct scene *scene)
{
	switch (operation) {
	case XENDISPL_OP_DBUF_CREATE:
		return operation_dbuf_create(hostile_cookie(hostile), SMALL,
					     SMALL, 32, hostile->small);
	case XENDISPL_OP_DBUF_DESTROY:
		return operation_dbuf_destroy(scene->dbuf);
	case XENDISPL_OP_FB_ATTACH:
		return operation_fb_attach(scene->dbuf, hostile_cookie(hostile),
					   hostile->width, hostile->height,
					   FOURCC_XRGB8888);
	case XENDISPL_OP_FB_DETACH:
		return operation_fb_detach(scene->fb);
	case XENDISPL_OP_SET_CONFIG:
		return operation_set_config(scene->fb, 0, 0, hostile->width,
					    hostile->height, 32);
	case XENDISPL_OP_PG_FLIP:
		return operation_pg_flip(scene->fb);
	default:
		return operation_get_edid(hostile->screen);
	}
}

/* What was created by a value that happens to be legal does not stay. */
static void request_undo(struct hostile *hostile,
			 const struct xendispl_req *req)
{
	if (req->operation == XENDISPL_OP_DBUF_CREATE)
		honest_send(hostile, "undoing DBUF_CREATE",
			    operation_dbuf_destroy(
				    req->op.dbuf_create.dbuf_cookie));
	if (req->operation == XENDISPL_OP_FB_ATTACH)
		honest_send(hostile, "undoing FB_ATTACH",
			    operation_fb_detach(req->op.fb_attach.fb_cookie));
}

static void field_try(struct hostile *hostile, const struct field *field,
		      uint64_t value, enum expectation expectation)
{
	struct xendispl_req req;
	struct scene scene;
	char step[64];

	if (scene_begin(hostile, &scene))
		return;
	req = request_legal(hostile, field->operation, &scene);
	memcpy((char *)&req + field->offset, &value, field->size);
	snprintf(step, sizeof(step), "%s = %u", field->name, (uint32_t)value);
	if (hostile_try(hostile, step, expectation, req) == 0)
		request_undo(hostile, &req);
	/* Undone as a whole when the connection is still the same. */
	hostile_send(hostile, 0, operation_reset_config());
	hostile_send(hostile, 0, operation_fb_detach(scene.fb));
	hostile_send(hostile, 0, operation_dbuf_destroy(scene.dbuf));
}

static void fields_try(struct hostile *hostile, uint8_t operation)
{
	unsigned int i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (fields[i].operation != operation)
			continue;
		field_try(hostile, &fields[i], 0, fields[i].zero);
		field_try(hostile, &fields[i], UINT32_MAX, fields[i].most);
	}
}

static void numbers_dbuf(struct hostile *hostile)
{
	fields_try(hostile, XENDISPL_OP_DBUF_CREATE);
	fields_try(hostile, XENDISPL_OP_DBUF_DESTROY);
}

static void numbers_fb(struct hostile *hostile)
{
	fields_try(hostile, XENDISPL_OP_FB_ATTACH);
	fields_try(hostile, XENDISPL_OP_FB_DETACH);
}

static void numbers_config(struct hostile *hostile)
{
	fields_try(hostile, XENDISPL_OP_SET_CONFIG);
	fields_try(hostile, XENDISPL_OP_PG_FLIP);
}

static void numbers_edid(struct hostile *hostile)
{
	fields_try(hostile, XENDISPL_OP_GET_EDID);
}

/* Geometry whose size, in 32 bits, is small again. */
static const struct {
	uint32_t width, height, bpp, data_ofs;
} overflows[] = {
	{ 65536, 65536, 32, 0 },
	{ 0x40000001, 1, 32, 0 },
	{ 1, 0x40000001, 32, 0 },
	{ 0x80000001, 2, 16, 0 },
	{ 0x10000, 0x4000, 32, 0 },
	{ 0x55555556, 3, 32, 0 },
	{ SMALL, SMALL + 1, 32, 0 },
	{ SMALL + 1, SMALL, 32, 0 },
	{ SMALL, SMALL, 40, 0 },
	{ SMALL, SMALL, 32, 4 },
	{ SMALL, SMALL, 32, 0xffffc000 },
	{ SMALL, SMALL, 32, SMALL_OCTETS },
	{ SMALL, SMALL, 32, UINT32_MAX - 3 },
	{ SMALL, 1, 32, SMALL_OCTETS - 4 },
};

static void size_overflow(struct hostile *hostile)
{
	struct xendispl_req req;
	unsigned int i;
	char step[96];

	for (i = 0; i < sizeof(overflows) / sizeof(overflows[0]); i++) {
		req = operation_dbuf_create(hostile_cookie(hostile),
					    overflows[i].width,
					    overflows[i].height,
					    overflows[i].bpp, hostile->small);
		req.op.dbuf_create.data_ofs = overflows[i].data_ofs;
		snprintf(step, sizeof(step),
			 "%ux%u at %u bits, data at %u, in 16384 octets",
			 overflows[i].width, overflows[i].height,
			 overflows[i].bpp, overflows[i].data_ofs);
		hostile_try(hostile, step, EXPECT_REFUSAL, req);
	}
}

static void fb_larger_than_buffer(struct hostile *hostile)
{
	uint64_t dbuf = hostile_cookie(hostile);
	unsigned int i;
	char step[64];

	if (honest_dbuf(hostile, dbuf, hostile->small))
		return;
	for (i = 0; i < sizeof(overflows) / sizeof(overflows[0]); i++) {
		if (overflows[i].bpp != 32 || overflows[i].data_ofs)
			continue;
		snprintf(step, sizeof(step), "%ux%u on a buffer of 64x64",
			 overflows[i].width, overflows[i].height);
		hostile_try(hostile, step, EXPECT_REFUSAL,
			    operation_fb_attach(dbuf, hostile_cookie(hostile),
						overflows[i].width,
						overflows[i].height,
						FOURCC_XRGB8888));
	}
}

static void config_outside(struct hostile *hostile)
{
	uint32_t width = hostile->width, height = hostile->height;
	const struct {
		uint32_t x, y, width, height;
	} places[] = {
		{ 1, 0, width, height },
		{ 0, 1, width, height },
		{ width, 0, 1, 1 },
		{ 0, 0, width + 1, height },
		{ 0, 0, width, height + 1 },
		{ UINT32_MAX, 0, 2, 2 },
		{ 0, UINT32_MAX, 2, 2 },
		{ UINT32_MAX - width + 2, 0, width, height },
		{ 0x80000000, 0, 0x80000001, 1 },
	};
	struct scene scene;
	unsigned int i;
	char step[80];

	if (scene_begin(hostile, &scene))
		return;
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(step, sizeof(step),
			 "%ux%u at %u,%u on a screen of %ux%u", places[i].width,
			 places[i].height, places[i].x, places[i].y, width,
			 height);
		hostile_try(hostile, step, EXPECT_REFUSAL,
			    operation_set_config(scene.fb, places[i].x,
						 places[i].y, places[i].width,
						 places[i].height, 32));
	}
}

const struct hostile_case number_cases[] = {
	{ "numbers-dbuf", "0 and 4294967295 in DBUF_CREATE, DBUF_DESTROY",
	  numbers_dbuf },
	{ "numbers-fb", "0 and 4294967295 in FB_ATTACH, FB_DETACH",
	  numbers_fb },
	{ "numbers-config", "0 and 4294967295 in SET_CONFIG, PG_FLIP",
	  numbers_config },
	{ "numbers-edid", "0 and 4294967295 in GET_EDID", numbers_edid },
	{ "size-overflow", "width, height, depth and offset that overflow",
	  size_overflow },
	{ "fb-larger-than-buffer", "a framebuffer that ends behind its buffer",
	  fb_larger_than_buffer },
	{ "config-outside", "a configuration outside of the resolution",
	  config_outside },
	{ 0 }
};
