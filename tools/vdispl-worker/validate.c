// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/validate.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include "tools/common/pages.h"
#include "tools/vdispl-worker/format.h"

static int check_cookie(const char *field, uint64_t cookie, struct violation *why)
{
	if (cookie == 0)
		return violation(why, -EINVAL, field, cookie, "any number but 0");
	return 0;
}

static int check_side(const char *field, uint32_t side, struct violation *why)
{
	if (side < 1 || side > VALIDATE_MAX_SIDE)
		return violation(why, -EINVAL, field, side, "1 to %u",
				 VALIDATE_MAX_SIDE);
	return 0;
}

/*
 * The geometry of a new buffer is a hint: a guest that passes on somebody
 * else's pages does not know it yet and says 0 for all three.
 */
static int check_dbuf_geometry(const struct xendispl_dbuf_create_req *r,
			       struct violation *why)
{
	uint64_t room = r->buffer_sz - r->data_ofs;
	int rc;

	if (r->width == 0 && r->height == 0 && r->bpp == 0)
		return 0;
	rc = check_side("width", r->width, why);
	if (!rc)
		rc = check_side("height", r->height, why);
	if (rc)
		return rc;
	if (r->bpp != 16 && r->bpp != 24 && r->bpp != 32)
		return violation(why, -EINVAL, "bpp", r->bpp, "16, 24 or 32");
	if (format_line_bytes(r->bpp, r->width) * r->height > room)
		return violation(why, -EINVAL, "buffer_sz", r->buffer_sz,
				 "at least data_ofs %u + %ux%u pixels of %u bits",
				 r->data_ofs, r->width, r->height, r->bpp);
	return 0;
}

/*
 * A buffer that is to be ours. The stock driver asks for one even to pass on
 * pages of somebody else in its guest, with the geometry of those; our pages
 * would be mapped over them.
 */
static int check_dbuf_alloc(const struct validate_limits *limits,
			    const struct xendispl_dbuf_create_req *r,
			    struct violation *why)
{
	if (!limits->be_alloc)
		return violation(why, -EOPNOTSUPP, "flags", r->flags,
				 "no REQ_ALLOC, this device has be-alloc=0");
	if (r->data_ofs)
		return violation(why, -EINVAL, "data_ofs", r->data_ofs,
				 "0 with REQ_ALLOC");
	return check_side("width", r->width, why);
}

static int check_dbuf_create(const struct validate_limits *limits,
			     const struct xendispl_req *req, struct violation *why)
{
	const struct xendispl_dbuf_create_req *r = &req->op.dbuf_create;
	uint64_t pages = pages_of(r->buffer_sz);
	int rc = check_cookie("dbuf_cookie", r->dbuf_cookie, why);

	if (rc)
		return rc;
	if (pages < 1 || pages > limits->max_pages)
		return violation(why, -EINVAL, "buffer_sz", r->buffer_sz,
				 "1 octet to %llu pages",
				 (unsigned long long)limits->max_pages);
	if (r->gref_directory == 0)
		return violation(why, -EINVAL, "gref_directory", 0,
				 "a grant reference, never 0");
	if (r->data_ofs >= r->buffer_sz)
		return violation(why, -EINVAL, "data_ofs", r->data_ofs,
				 "less than buffer_sz %u", r->buffer_sz);
	/* Other bits are left over from the slot's last use, see frame.h. */
	if (r->flags & XENDISPL_DBUF_FLG_REQ_ALLOC)
		rc = check_dbuf_alloc(limits, r, why);
	return rc ? rc : check_dbuf_geometry(r, why);
}

static int check_dbuf_destroy(const struct validate_limits *limits,
			      const struct xendispl_req *req, struct violation *why)
{
	return check_cookie("dbuf_cookie", req->op.dbuf_destroy.dbuf_cookie, why);
}

static int check_fb_attach(const struct validate_limits *limits,
			   const struct xendispl_req *req, struct violation *why)
{
	const struct xendispl_fb_attach_req *r = &req->op.fb_attach;
	int rc = check_cookie("dbuf_cookie", r->dbuf_cookie, why);

	if (!rc)
		rc = check_cookie("fb_cookie", r->fb_cookie, why);
	if (!rc)
		rc = check_side("width", r->width, why);
	if (!rc)
		rc = check_side("height", r->height, why);
	if (rc)
		return rc;
	if (!format_find(r->pixel_format))
		return violation(why, -EINVAL, "pixel_format", r->pixel_format,
				 "the code of RGB565, RGB888, [XA]RGB8888, [XA]RGB4444, [XA]RGB1555 or YUYV");
	return 0;
}

static int check_fb_detach(const struct validate_limits *limits,
			   const struct xendispl_req *req, struct violation *why)
{
	return check_cookie("fb_cookie", req->op.fb_detach.fb_cookie, why);
}

static bool config_is_reset(const struct xendispl_set_config_req *r)
{
	return !r->fb_cookie && !r->x && !r->y && !r->width && !r->height && !r->bpp;
}

static int check_set_config(const struct validate_limits *limits,
			    const struct xendispl_req *req, struct violation *why)
{
	const struct xendispl_set_config_req *r = &req->op.set_config;
	int rc;

	if (config_is_reset(r))
		return 0;
	rc = check_cookie("fb_cookie", r->fb_cookie, why);
	if (rc)
		return rc;
	if (r->width < 1 || r->width > limits->width)
		return violation(why, -EINVAL, "width", r->width, "1 to %u",
				 limits->width);
	if (r->height < 1 || r->height > limits->height)
		return violation(why, -EINVAL, "height", r->height, "1 to %u",
				 limits->height);
	if (r->x > limits->width - r->width)
		return violation(why, -EINVAL, "x", r->x,
				 "at most %u, %u pixels of %u are taken",
				 limits->width - r->width, r->width, limits->width);
	if (r->y > limits->height - r->height)
		return violation(why, -EINVAL, "y", r->y,
				 "at most %u, %u lines of %u are taken",
				 limits->height - r->height, r->height,
				 limits->height);
	if (r->bpp != 16 && r->bpp != 24 && r->bpp != 32)
		return violation(why, -EINVAL, "bpp", r->bpp, "16, 24 or 32");
	return 0;
}

static int check_pg_flip(const struct validate_limits *limits,
			 const struct xendispl_req *req, struct violation *why)
{
	return check_cookie("fb_cookie", req->op.pg_flip.fb_cookie, why);
}

static int check_get_edid(const struct validate_limits *limits,
			  const struct xendispl_req *req, struct violation *why)
{
	const struct xendispl_get_edid_req *r = &req->op.get_edid;
	uint64_t pages = pages_of(r->buffer_sz);

	if (limits->version < 2)
		return violation(why, -EOPNOTSUPP, NULL, 0,
				 "the front end has chosen version 1, which has no EDID");
	if (r->buffer_sz < XENDISPL_EDID_MAX_SIZE || pages > limits->max_pages)
		return violation(why, -EINVAL, "buffer_sz", r->buffer_sz,
				 "%u octets to %llu pages", XENDISPL_EDID_MAX_SIZE,
				 (unsigned long long)limits->max_pages);
	if (r->gref_directory == 0)
		return violation(why, -EINVAL, "gref_directory", 0,
				 "a grant reference, never 0");
	return 0;
}

static const struct operation {
	const char *name;
	bool connector_0_only;
	int (*check)(const struct validate_limits *limits,
		     const struct xendispl_req *req, struct violation *why);
} operations[] = {
	[XENDISPL_OP_DBUF_CREATE] = { "DBUF_CREATE", true, check_dbuf_create },
	[XENDISPL_OP_DBUF_DESTROY] = { "DBUF_DESTROY", true, check_dbuf_destroy },
	[XENDISPL_OP_FB_ATTACH] = { "FB_ATTACH", true, check_fb_attach },
	[XENDISPL_OP_FB_DETACH] = { "FB_DETACH", true, check_fb_detach },
	[XENDISPL_OP_SET_CONFIG] = { "SET_CONFIG", false, check_set_config },
	[XENDISPL_OP_PG_FLIP] = { "PG_FLIP", false, check_pg_flip },
	[XENDISPL_OP_GET_EDID] = { "GET_EDID", false, check_get_edid },
};

static const struct operation *operation_find(uint8_t operation)
{
	if (operation >= sizeof(operations) / sizeof(operations[0]) ||
	    !operations[operation].name)
		return NULL;
	return &operations[operation];
}

const char *validate_operation_name(uint8_t operation)
{
	const struct operation *op = operation_find(operation);

	return op ? op->name : "unknown operation";
}

int validate_request(const struct validate_limits *limits,
		     const struct xendispl_req *untrusted_req,
		     struct violation *why)
{
	const struct operation *op = operation_find(untrusted_req->operation);

	if (!op)
		return violation(why, -EOPNOTSUPP, "operation",
				 untrusted_req->operation, "%u to %u",
				 XENDISPL_OP_DBUF_CREATE, XENDISPL_OP_GET_EDID);
	if (op->connector_0_only && limits->connector != 0)
		return violation(why, -EINVAL, "connector", limits->connector,
				 "connector 0's ring for this operation");
	return op->check(limits, untrusted_req, why);
}
