// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisp-front/front.h"

#include <errno.h>
#include <stdlib.h>

#include "tools/vdisp-front/connection.h"
#include "tools/vdisp-front/directory.h"

static int pages_share(struct front *front, uint32_t count, uint32_t **refs,
		       void **pages)
{
	*refs = calloc(count, sizeof(**refs));
	if (!*refs)
		return -ENOMEM;
	*pages = xengntshr_share_pages(front->gntshr, front->backend_domid,
				       count, *refs, 1);
	return *pages ? 0 : -errno;
}

int front_buffer_create(struct front *front, uint32_t size,
			struct front_buffer **result)
{
	struct front_buffer *buffer;
	void *pages;
	int err;

	buffer = calloc(1, sizeof(*buffer));
	if (!buffer)
		return -ENOMEM;
	buffer->front = front;
	buffer->size = size;
	buffer->n_refs =
		(size + (uint64_t)PROTOCOL_PAGE_SIZE - 1) / PROTOCOL_PAGE_SIZE;
	err = pages_share(front, buffer->n_refs, &buffer->refs,
			  &buffer->pixels);
	if (err)
		goto destroy_buffer;
	buffer->n_directory_refs = directory_n_pages(buffer->n_refs);
	err = pages_share(front, buffer->n_directory_refs,
			  &buffer->directory_refs, &pages);
	if (err)
		goto destroy_buffer;
	buffer->directory = pages;
	directory_fill(buffer->directory, buffer->directory_refs, buffer->refs,
		       buffer->n_refs);
	*result = buffer;
	return 0;

destroy_buffer:
	front_buffer_destroy(buffer);
	return err;
}

void front_buffer_destroy(struct front_buffer *buffer)
{
	if (!buffer)
		return;
	if (buffer->directory)
		xengntshr_unshare(buffer->front->gntshr, buffer->directory,
				  buffer->n_directory_refs);
	if (buffer->pixels)
		xengntshr_unshare(buffer->front->gntshr, buffer->pixels,
				  buffer->n_refs);
	free(buffer->directory_refs);
	free(buffer->refs);
	free(buffer);
}
