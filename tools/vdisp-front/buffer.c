// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisp-front/front.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "tools/vdisp-front/connection.h"
#include "tools/vdisp-front/directory.h"

static int pages_share(struct front *front, uint32_t count, uint32_t **refs,
		       void **pages)
{
	*refs = calloc(count, sizeof(**refs));
	if (!*refs)
		return -ENOMEM;
	*pages = xengntshr_share_pages(front->gntshr, front->ids.backend_domid,
				       count, *refs, 1);
	return *pages ? 0 : -errno;
}

static struct front_buffer *buffer_alloc(struct front *front, uint32_t size)
{
	struct front_buffer *buffer = calloc(1, sizeof(*buffer));

	if (!buffer)
		return NULL;
	buffer->front = front;
	buffer->size = size;
	buffer->n_refs =
		(size + (uint64_t)PROTOCOL_PAGE_SIZE - 1) / PROTOCOL_PAGE_SIZE;
	return buffer;
}

/* Shares the pages of the directory, which names what is in .refs. */
static int directory_share(struct front_buffer *buffer)
{
	void *pages;
	int err;

	buffer->n_directory_refs = directory_n_pages(buffer->n_refs);
	err = pages_share(buffer->front, buffer->n_directory_refs,
			  &buffer->directory_refs, &pages);
	if (err)
		return err;
	buffer->directory = pages;
	directory_fill(buffer->directory, buffer->directory_refs, buffer->refs,
		       buffer->n_refs);
	return 0;
}

int front_buffer_create(struct front *front, uint32_t size,
			struct front_buffer **result)
{
	struct front_buffer *buffer = buffer_alloc(front, size);
	int err;

	if (!buffer)
		return -ENOMEM;
	err = pages_share(front, buffer->n_refs, &buffer->refs,
			  &buffer->pixels);
	if (!err)
		err = directory_share(buffer);
	if (err) {
		front_buffer_destroy(buffer);
		return err;
	}
	*result = buffer;
	return 0;
}

int front_buffer_reserve(struct front *front, uint32_t size,
			 struct front_buffer **result)
{
	struct front_buffer *buffer = buffer_alloc(front, size);
	int err = -ENOMEM;

	if (!buffer)
		return -ENOMEM;
	buffer->back_end = true;
	/* No references yet: a directory that names 0. */
	buffer->refs = calloc(buffer->n_refs, sizeof(*buffer->refs));
	if (buffer->refs)
		err = directory_share(buffer);
	if (err) {
		front_buffer_destroy(buffer);
		return err;
	}
	*result = buffer;
	return 0;
}

int front_buffer_map(struct front_buffer *buffer)
{
	struct front *front = buffer->front;
	int err;

	err = directory_read(buffer->directory, buffer->refs, buffer->n_refs);
	if (err)
		return err;
	if (!front->gnttab)
		front->gnttab = xengnttab_open(NULL, 0);
	if (!front->gnttab)
		return -errno;
	buffer->pixels = xengnttab_map_domain_grant_refs(
		front->gnttab, buffer->n_refs, front->ids.backend_domid,
		buffer->refs, PROT_READ | PROT_WRITE);
	return buffer->pixels ? 0 : -errno;
}

void front_buffer_unmap(struct front_buffer *buffer)
{
	if (buffer->pixels)
		xengnttab_unmap(buffer->front->gnttab, buffer->pixels,
				buffer->n_refs);
	buffer->pixels = NULL;
}

void front_buffer_destroy(struct front_buffer *buffer)
{
	if (!buffer)
		return;
	if (buffer->directory)
		xengntshr_unshare(buffer->front->gntshr, buffer->directory,
				  buffer->n_directory_refs);
	if (buffer->back_end)
		front_buffer_unmap(buffer);
	else if (buffer->pixels)
		xengntshr_unshare(buffer->front->gntshr, buffer->pixels,
				  buffer->n_refs);
	free(buffer->directory_refs);
	free(buffer->refs);
	free(buffer);
}
