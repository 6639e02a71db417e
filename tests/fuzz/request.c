// SPDX-License-Identifier: GPL-2.0-only
/* What has passed validation keeps its promises, by arithmetic that cannot wrap. */
#include "tests/fuzz/fuzz.h"

#include <errno.h>

#include "tools/vdispl-worker/format.h"
#include "tools/vdispl-worker/frame.h"
#include "tools/vdispl-worker/validate.h"

typedef unsigned __int128 wide;

static void check_dbuf(const struct validate_limits *limits,
		       const struct xendispl_dbuf_create_req *r)
{
	wide line = ((wide)r->width * r->bpp + 7) / 8;

	FUZZ_CHECK(r->dbuf_cookie && r->gref_directory);
	FUZZ_CHECK(r->buffer_sz > 0 && r->data_ofs < r->buffer_sz);
	FUZZ_CHECK(((wide)r->buffer_sz + 4095) / 4096 <= limits->max_pages);
	if (!r->width && !r->height && !r->bpp) {
		FUZZ_CHECK(!(r->flags & XENDISPL_DBUF_FLG_REQ_ALLOC));
		return;
	}
	FUZZ_CHECK(r->width && r->height && r->bpp);
	FUZZ_CHECK(r->width <= VALIDATE_MAX_SIDE &&
		   r->height <= VALIDATE_MAX_SIDE);
	FUZZ_CHECK(r->data_ofs + line * r->height <= r->buffer_sz);
	if (r->flags & XENDISPL_DBUF_FLG_REQ_ALLOC)
		FUZZ_CHECK(limits->be_alloc && r->data_ofs == 0);
}

static void check_edid(const struct validate_limits *limits,
		       const struct xendispl_get_edid_req *r)
{
	FUZZ_CHECK(limits->version == 2 && r->gref_directory);
	FUZZ_CHECK(r->buffer_sz >= XENDISPL_EDID_MAX_SIZE);
	FUZZ_CHECK(((wide)r->buffer_sz + 4095) / 4096 <= limits->max_pages);
}

static void check_config(const struct validate_limits *limits,
			 const struct xendispl_set_config_req *r)
{
	if (!r->fb_cookie) {
		FUZZ_CHECK(!r->x && !r->y && !r->width && !r->height &&
			   !r->bpp);
		return;
	}
	FUZZ_CHECK(r->width && (wide)r->x + r->width <= limits->width);
	FUZZ_CHECK(r->height && (wide)r->y + r->height <= limits->height);
}

static void check_accepted(const struct validate_limits *limits,
			   const struct xendispl_req *r)
{
	switch (r->operation) {
	case XENDISPL_OP_DBUF_CREATE:
		check_dbuf(limits, &r->op.dbuf_create);
		break;
	case XENDISPL_OP_DBUF_DESTROY:
		FUZZ_CHECK(r->op.dbuf_destroy.dbuf_cookie);
		break;
	case XENDISPL_OP_FB_ATTACH:
		FUZZ_CHECK(r->op.fb_attach.dbuf_cookie &&
			   r->op.fb_attach.fb_cookie);
		FUZZ_CHECK(r->op.fb_attach.width && r->op.fb_attach.height);
		FUZZ_CHECK(r->op.fb_attach.width <= VALIDATE_MAX_SIDE);
		FUZZ_CHECK(r->op.fb_attach.height <= VALIDATE_MAX_SIDE);
		FUZZ_CHECK(format_find(r->op.fb_attach.pixel_format));
		break;
	case XENDISPL_OP_FB_DETACH:
		FUZZ_CHECK(r->op.fb_detach.fb_cookie);
		break;
	case XENDISPL_OP_SET_CONFIG:
		check_config(limits, &r->op.set_config);
		break;
	case XENDISPL_OP_PG_FLIP:
		FUZZ_CHECK(r->op.pg_flip.fb_cookie);
		break;
	default:
		FUZZ_CHECK(r->operation == XENDISPL_OP_GET_EDID);
		check_edid(limits, &r->op.get_edid);
	}
}

/* The guest learns the error, and nothing that it did not say itself. */
static void check_answer(const struct xendispl_req *request, int error)
{
	struct xendispl_resp response =
		frame_response(request->id, request->operation, error);
	struct xendispl_resp expected;

	memset(&expected, 0, sizeof(expected));
	expected.id = request->id;
	expected.operation = request->operation;
	expected.status = response.status;
	FUZZ_CHECK(!memcmp(&response, &expected, sizeof(response)));
	FUZZ_CHECK(error ? response.status < 0 : response.status == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	struct validate_limits limits = {
		.connector = fuzz_below(&fuzz, 2),
		.width = 1 + fuzz_below(&fuzz, 4096),
		.height = 1 + fuzz_below(&fuzz, 4096),
		.max_pages = fuzz_below(&fuzz, 65536),
	};
	struct xendispl_req request;
	struct violation why = { 0 };
	int ret;

	fuzz_bytes(&fuzz, &request, sizeof(request));
	limits.version = 1 + fuzz_below(&fuzz, 2);
	limits.be_alloc = fuzz_below(&fuzz, 2);
	ret = validate_request(&limits, &request, &why);
	FUZZ_CHECK(ret == 0 || ret == -EINVAL || ret == -EOPNOTSUPP);
	if (ret)
		FUZZ_CHECK(fuzz_is_line(why.allowed, sizeof(why.allowed)));
	else
		check_accepted(&limits, &request);
	check_answer(&request, ret);
	FUZZ_CHECK(
		fuzz_is_line(validate_operation_name(request.operation), 64));
	return 0;
}
