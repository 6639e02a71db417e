// SPDX-License-Identifier: GPL-2.0-only
/* Memory of the back end's (be-alloc): asked for wrongly, and never given back. */
#include "tools/vdisp-front/hostile/hostile.h"

#define KEPT_MAX 256 /* buffers; far more than a careful back end gives */

static uint32_t screen_octets(const struct hostile *hostile)
{
	return hostile->width * hostile->height * 4;
}

/* Asks for a buffer of the back end's; the caller destroys *buffer. */
static int memory_ask(struct hostile *hostile, uint64_t cookie,
		      struct front_buffer **buffer)
{
	*buffer = NULL;
	if (front_buffer_reserve(hostile->front, screen_octets(hostile),
				 buffer))
		return GOT_END;
	return hostile_send(hostile, 0,
			    operation_dbuf_create(cookie, hostile->width,
						  hostile->height, 32,
						  *buffer));
}

/*
 * Each buffer is destroyed at once, but stays mapped here: what the back end has
 * given is gone, and there must be an end to it.
 */
static void memory_kept(struct hostile *hostile)
{
	struct front_buffer *kept[KEPT_MAX];
	unsigned int n = 0, mapped = 0;
	int outcome = 0;

	while (n < KEPT_MAX && outcome == 0) {
		uint64_t cookie = hostile_cookie(hostile);

		outcome = memory_ask(hostile, cookie, &kept[n]);
		if (outcome == 0)
			mapped += front_buffer_map(kept[n]) == 0;
		n++;
		if (outcome == 0)
			hostile_send(hostile, 0,
				     operation_dbuf_destroy(cookie));
	}
	if (mapped == 0)
		hostile_skip(hostile, "the back end gives no memory");
	else
		hostile_report(
			hostile, outcome < 0,
			"%u buffers kept: expected refusal at last, got %d",
			mapped, outcome);
	while (n > 0)
		front_buffer_destroy(kept[--n]);
}

static struct xendispl_req memory_request(struct hostile *hostile,
					  const struct front_buffer *buffer)
{
	return operation_dbuf_create(hostile_cookie(hostile), hostile->width,
				     hostile->height, 32, buffer);
}

static void memory_misasked(struct hostile *hostile)
{
	struct front_buffer *buffer;
	struct xendispl_req req;

	if (front_buffer_reserve(hostile->front, screen_octets(hostile),
				 &buffer))
		return;
	req = memory_request(hostile, buffer);
	req.op.dbuf_create.buffer_sz = UINT32_MAX;
	hostile_try(hostile, "4 GiB of memory", EXPECT_REFUSAL, req);
	req = memory_request(hostile, buffer);
	req.op.dbuf_create.width = 0;
	hostile_try(hostile, "memory 0 pixels wide", EXPECT_REFUSAL, req);
	req = memory_request(hostile, buffer);
	req.op.dbuf_create.gref_directory = UINT32_MAX;
	hostile_try(hostile, "a directory that is not granted", EXPECT_REFUSAL,
		    req);
	req = memory_request(hostile, buffer);
	buffer->directory[0] = buffer->directory_refs[0];
	req.op.dbuf_create.buffer_sz = 2048 * PROTOCOL_PAGE_SIZE;
	hostile_try(hostile, "a directory that is a loop", EXPECT_REFUSAL, req);
	front_buffer_destroy(buffer);
}

const struct hostile_case memory_cases[] = {
	{ "memory-kept", "memory of the back end's that is never unmapped",
	  memory_kept },
	{ "memory-misasked", "nonsense with REQ_ALLOC", memory_misasked },
	{ 0 }
};
