// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisp-front/front.h"

struct xendispl_req operation_dbuf_create(uint64_t dbuf_cookie, uint32_t width,
					  uint32_t height, uint32_t bpp,
					  const struct front_buffer *buffer)
{
	return (struct xendispl_req){
		.operation = XENDISPL_OP_DBUF_CREATE,
		.op.dbuf_create = {
			.dbuf_cookie = dbuf_cookie,
			.width = width,
			.height = height,
			.bpp = bpp,
			.buffer_sz = buffer->size,
			.flags = buffer->back_end ? XENDISPL_DBUF_FLG_REQ_ALLOC : 0,
			.gref_directory = buffer->directory_refs[0],
		},
	};
}

struct xendispl_req operation_dbuf_destroy(uint64_t dbuf_cookie)
{
	return (struct xendispl_req){
		.operation = XENDISPL_OP_DBUF_DESTROY,
		.op.dbuf_destroy.dbuf_cookie = dbuf_cookie,
	};
}

struct xendispl_req operation_fb_attach(uint64_t dbuf_cookie,
					uint64_t fb_cookie, uint32_t width,
					uint32_t height, uint32_t fourcc)
{
	return (struct xendispl_req){
		.operation = XENDISPL_OP_FB_ATTACH,
		.op.fb_attach = {
			.dbuf_cookie = dbuf_cookie,
			.fb_cookie = fb_cookie,
			.width = width,
			.height = height,
			.pixel_format = fourcc,
		},
	};
}

struct xendispl_req operation_fb_detach(uint64_t fb_cookie)
{
	return (struct xendispl_req){
		.operation = XENDISPL_OP_FB_DETACH,
		.op.fb_detach.fb_cookie = fb_cookie,
	};
}

struct xendispl_req operation_set_config(uint64_t fb_cookie, uint32_t x,
					 uint32_t y, uint32_t width,
					 uint32_t height, uint32_t bpp)
{
	return (struct xendispl_req){
		.operation = XENDISPL_OP_SET_CONFIG,
		.op.set_config = {
			.fb_cookie = fb_cookie,
			.x = x,
			.y = y,
			.width = width,
			.height = height,
			.bpp = bpp,
		},
	};
}

struct xendispl_req operation_reset_config(void)
{
	return operation_set_config(0, 0, 0, 0, 0, 0);
}

struct xendispl_req operation_pg_flip(uint64_t fb_cookie)
{
	return (struct xendispl_req){
		.operation = XENDISPL_OP_PG_FLIP,
		.op.pg_flip.fb_cookie = fb_cookie,
	};
}

struct xendispl_req operation_get_edid(const struct front_buffer *buffer)
{
	return (struct xendispl_req){
		.operation = XENDISPL_OP_GET_EDID,
		.op.get_edid = {
			.buffer_sz = buffer->size,
			.gref_directory = buffer->directory_refs[0],
		},
	};
}
