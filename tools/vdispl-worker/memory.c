// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <linux/dma-heap.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/common/pages.h"

#define HEAP "/dev/dma_heap/system"
#define CARDS "/sys/class/drm/card*[0-9]"

enum { HOST_HEAP, HOST_VGEM, N_HOST_SOURCES };

/*
 * By its device's name in sysfs: opening a card to ask would take it from the
 * display server that is about to start.
 */
static bool card_is_vgem(const char *sysfs)
{
	char link[PATH_MAX], target[PATH_MAX];
	const char *device;
	ssize_t length;

	snprintf(link, sizeof(link), "%s/device", sysfs);
	length = readlink(link, target, sizeof(target) - 1);
	if (length < 0)
		return false;
	target[length] = '\0';
	device = strrchr(target, '/');
	return device && !strcmp(device, "/vgem");
}

static int vgem_open(void)
{
	char path[64];
	glob_t found;
	size_t i;
	int fd = -1;

	if (glob(CARDS, 0, NULL, &found))
		return -1;
	for (i = 0; i < found.gl_pathc && fd < 0; i++) {
		if (!card_is_vgem(found.gl_pathv[i]))
			continue;
		snprintf(path, sizeof(path), "/dev/dri%s",
			 strrchr(found.gl_pathv[i], '/'));
		fd = open(path, O_RDWR | O_CLOEXEC);
	}
	globfree(&found);
	return fd;
}

int memory_open(struct memory *memory)
{
	memset(memory, 0, sizeof(*memory));
	memory->heap = open(HEAP, O_RDONLY | O_CLOEXEC);
	memory->vgem.fd = memory->heap < 0 ? vgem_open() : -1;
	return memory->heap < 0 && memory->vgem.fd < 0 ? -ENODEV : 0;
}

void memory_close(struct memory *memory)
{
	if (memory->heap >= 0)
		close(memory->heap);
	memory->heap = -1;
	card_close(&memory->vgem);
}

unsigned int memory_n_sources(unsigned int n_cards)
{
	return n_cards + N_HOST_SOURCES;
}

static int heap_allocate(const struct memory *memory,
			 const struct memory_request *request, int *fd)
{
	struct dma_heap_allocation_data allocation = {
		.len = request->octets,
		.fd_flags = O_RDWR | O_CLOEXEC,
	};

	if (memory->heap < 0)
		return -ENODEV;
	if (ioctl(memory->heap, DMA_HEAP_IOCTL_ALLOC, &allocation))
		return -errno;
	*fd = allocation.fd;
	return 0;
}

/* Nothing displays it: it is one line of a page's length for each page. */
static int vgem_allocate(const struct memory *memory,
			 const struct memory_request *request, int *fd)
{
	const struct memory_request pages = {
		.width = PAGES_OCTETS / 4,
		.height = request->octets / PAGES_OCTETS,
		.bpp = 32,
		.octets = request->octets,
	};

	return card_allocate(&memory->vgem, &pages, fd);
}

int memory_allocate(const struct memory *memory, struct card *cards,
		    unsigned int n_cards, unsigned int source,
		    const struct memory_request *request, int *fd)
{
	if (source < n_cards)
		return card_allocate(&cards[source], request, fd);
	if (source - n_cards == HOST_HEAP)
		return heap_allocate(memory, request, fd);
	return vgem_allocate(memory, request, fd);
}
