// SPDX-License-Identifier: GPL-2.0-only
/* The faked card's memory: what is imported, made and shown of it. */
#include "tests/fake/drm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

#include "tests/fake/drm_parts.h"
#include "tests/fake/fault.h"

#define MAX_OBJECTS 1024

/* Handles and ids are indices here, so that a wrong one is noticed. */
static struct {
	bool used;
	uint32_t dumb_stride;
	uint64_t dumb_size;
	void *pixels;
} gems[MAX_OBJECTS];

static struct {
	bool used;
	uint32_t gem, stride, fourcc;
} fbs[MAX_OBJECTS];

void fake_drm_buffers_reset(void)
{
	unsigned int i;

	for (i = 0; i < MAX_OBJECTS; i++)
		free(gems[i].pixels);
	memset(gems, 0, sizeof(gems));
	memset(fbs, 0, sizeof(fbs));
}

bool fake_drm_has_fb(uint32_t fb_id)
{
	return fbs[fb_id].used;
}

bool fake_drm_fb_is_dumb(uint32_t fb_id)
{
	return gems[fbs[fb_id].gem].pixels;
}

const uint8_t *fake_drm_pixels(uint32_t fb_id, uint32_t *stride)
{
	*stride = gems[fbs[fb_id].gem].dumb_stride;
	return gems[fbs[fb_id].gem].pixels;
}

uint32_t fake_drm_fb_stride(uint32_t fb_id)
{
	return fbs[fb_id].stride;
}

uint32_t fake_drm_fb_fourcc(uint32_t fb_id)
{
	return fbs[fb_id].fourcc;
}

static uint32_t gem_add(void)
{
	uint32_t i;

	for (i = 1; i < MAX_OBJECTS && gems[i].used; i++)
		;
	if (i == MAX_OBJECTS)
		abort();
	gems[i].used = true;
	return i;
}

int drmPrimeFDToHandle(int fd, int dmabuf, uint32_t *handle)
{
	if (fault_strikes(EINVAL))
		return -1;
	if (fake_drm.import_error)
		return fake_drm_refuse(fake_drm.import_error);
	*handle = gem_add();
	fake_drm.gems++;
	return 0;
}

/* The dma-buf of a dumb buffer is memory of its own: nobody compares the two. */
int drmPrimeHandleToFD(int fd, uint32_t handle, uint32_t flags, int *dmabuf)
{
	if (fault_strikes(ENOSYS))
		return -1;
	if (fake_drm.no_export)
		return fake_drm_refuse(ENOSYS);
	if (!gems[handle].used)
		abort();
	*dmabuf = memfd_create("dumb", MFD_CLOEXEC);
	if (*dmabuf < 0 || ftruncate(*dmabuf, gems[handle].dumb_size))
		abort();
	fake_drm.n_dumb_exports++;
	return 0;
}

int drmCloseBufferHandle(int fd, uint32_t handle)
{
	if (!gems[handle].used)
		abort();
	gems[handle].used = false;
	fake_drm.gems--;
	return 0;
}

int drmModeAddFB2(int fd, uint32_t width, uint32_t height, uint32_t fourcc,
		  const uint32_t handles[4], const uint32_t strides[4],
		  const uint32_t offsets[4], uint32_t *fb_id, uint32_t flags)
{
	uint32_t i;

	if (fault_strikes(EINVAL))
		return -1;
	if (!gems[handles[0]].used)
		return fake_drm_refuse(ENOENT);
	if ((fake_drm.only_fourcc && fourcc != fake_drm.only_fourcc) ||
	    (fake_drm.stride_multiple && strides[0] % fake_drm.stride_multiple))
		return fake_drm_refuse(EINVAL);
	for (i = 1; i < MAX_OBJECTS && fbs[i].used; i++)
		;
	if (i == MAX_OBJECTS)
		abort();
	fbs[i].used = true;
	fbs[i].gem = handles[0];
	fbs[i].stride = strides[0];
	fbs[i].fourcc = fourcc;
	*fb_id = i;
	fake_drm.fbs++;
	return 0;
}

int drmModeRmFB(int fd, uint32_t fb_id)
{
	if (!fbs[fb_id].used)
		abort();
	/* The kernel goes dark by itself then; our code is to do it before, if it can. */
	if (fake_drm.lit && fake_drm.fb_id == fb_id && !fake_drm_struck)
		abort();
	fbs[fb_id].used = false;
	fake_drm.fbs--;
	return 0;
}

int drmModeCreateDumbBuffer(int fd, uint32_t width, uint32_t height, uint32_t bpp,
			    uint32_t flags, uint32_t *handle, uint32_t *stride,
			    uint64_t *size)
{
	uint32_t i;

	if (fault_strikes(ENOMEM))
		return -1;
	i = gem_add();
	/* Some padding, as hardware has it. */
	*stride = (width * bpp / 8 + 255) / 256 * 256 + 256;
	*size = (uint64_t)*stride * height;
	*handle = i;
	gems[i].dumb_stride = *stride;
	gems[i].dumb_size = *size;
	gems[i].pixels = calloc(1, *size);
	fake_drm.dumbs++;
	return 0;
}

int drmModeMapDumbBuffer(int fd, uint32_t handle, uint64_t *offset)
{
	if (fault_strikes(EINVAL))
		return -1;
	*offset = (uint64_t)handle << 32;
	return 0;
}

int drmModeDestroyDumbBuffer(int fd, uint32_t handle)
{
	if (!gems[handle].used || !gems[handle].pixels)
		abort();
	free(gems[handle].pixels);
	gems[handle].pixels = NULL;
	gems[handle].used = false;
	fake_drm.dumbs--;
	return 0;
}

void *__real_mmap(void *address, size_t length, int prot, int flags, int fd, off_t at);
int __real_munmap(void *address, size_t length);
void *__wrap_mmap(void *address, size_t length, int prot, int flags, int fd, off_t at);
int __wrap_munmap(void *address, size_t length);

void *__wrap_mmap(void *address, size_t length, int prot, int flags, int fd, off_t at)
{
	void *map;

	if (fault_strikes(ENOMEM))
		return MAP_FAILED;
	if (fd >= 0 && fd == fake_drm_card_fd)
		map = gems[(uint64_t)at >> 32].pixels;
	else
		map = __real_mmap(address, length, prot, flags, fd, at);
	if (map != MAP_FAILED)
		fake_drm.mappings++;
	return map;
}

int __wrap_munmap(void *address, size_t length)
{
	unsigned int i;

	fake_drm.mappings--;
	for (i = 0; i < MAX_OBJECTS; i++)
		if (gems[i].pixels == address && address)
			return 0;
	return __real_munmap(address, length);
}
