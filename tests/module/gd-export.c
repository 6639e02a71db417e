// SPDX-License-Identifier: GPL-2.0-only
/*
 * gd-export DOMID DIRECTORY COUNT SEED NEW-SEED: a buffer in a process's address
 * space. The guest granted COUNT pages filled with pattern SEED; they are left
 * filled with NEW-SEED.
 */
#include <linux/dma-buf.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "tests/module/device.h"
#include "tests/module/pattern.h"

#define PAGE GNTDMABUF_PAGE_SIZE

/* Every x86 device sees the CPU's caches; those of other machines may not. */
#ifdef __x86_64__
#define CACHING GNTDMABUF_CACHING_CACHED
#else
#define CACHING GNTDMABUF_CACHING_INCOHERENT
#endif

static uint32_t domid, directory, count, seed, new_seed;

static sigjmp_buf fault_jump;

static void on_fault(int signal)
{
	siglongjmp(fault_jump, signal);
}

/* The signal that touching @word raises; 0: none. */
static int word_fault(volatile uint32_t *word, bool write)
{
	struct sigaction action = { .sa_handler = on_fault };
	int signal;

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	signal = sigsetjmp(fault_jump, 1);
	if (!signal) {
		if (write)
			*word = *word;
		else
			(void)*word;
	}
	return signal;
}

static void test_properties(int control, const struct gntdmabuf_export *export)
{
	struct gntdmabuf_query query, by_fd;

	check(export->fd >= 0 && export->handle, "descriptor and handle");
	check(fcntl(export->fd, F_GETFD) == FD_CLOEXEC, "close-on-exec");
	check(lseek(export->fd, 0, SEEK_END) == (off_t)count * PAGE,
	      "the size is %u whole pages", count);
	check_result(device_query(control, export->handle, &query), 0,
		     "query by handle");
	check(query.state == GNTDMABUF_STATE_LIVE && query.domid == domid &&
	      query.pages == count && !query.pending, "it is live");
	check(query.caching == CACHING,
	      "seed map-info: CPU mappings are as the architecture has them");
	check_result(device_query_fd(control, export->fd, &by_fd), 0,
		     "query by descriptor");
	by_fd.flags = query.flags;
	by_fd.fd = query.fd;
	check(!memcmp(&by_fd, &query, sizeof(query)), "the answers agree");
}

static void test_private_mapping(int fd)
{
	check(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED &&
	      errno == EINVAL,
	      "mainline fix 6.12.117: a private mapping is refused, so that none becomes writable");
	check(mmap(NULL, (size_t)(count + 1) * PAGE, PROT_READ, MAP_SHARED, fd,
		   0) == MAP_FAILED, "one beyond the end is refused");
}

static void test_content(uint32_t *pages)
{
	long errors = pattern_errors(pages, count, seed);

	check(!errors, "the guest's pages are seen, %ld words differ", errors);
	pattern_fill(pages, count, new_seed);
	check(!pattern_errors(pages, count, new_seed), "they can be written");
}

static void test_sync(int fd)
{
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW };

	check_result(device_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), 0,
		     "begin CPU access");
	sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW;
	check_result(device_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), 0,
		     "end CPU access");
}

/* One page in the middle of the buffer, by its offset. */
static void test_offset(int fd)
{
	uint32_t page = count / 2;
	uint32_t *words = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd,
			       (off_t)page * PAGE);

	check(words != MAP_FAILED &&
	      words[5] == pattern_word(new_seed, page, 5),
	      "a mapping may begin at any page");
	munmap(words, PAGE);
}

static void test_mprotect(uint32_t *pages)
{
	size_t size = (size_t)count * PAGE;
	int ret = mprotect(pages, size, PROT_READ);

	if (is_pv()) {
		check(ret && errno == EACCES, "mprotect is refused (PV)");
		return;
	}
	check(!ret && word_fault(pages, true) == SIGSEGV,
	      "mprotect takes the right to write");
	check(!mprotect(pages, size, PROT_READ | PROT_WRITE) &&
	      !word_fault(pages, true), "and gives it back");
}

static void test_fork(uint32_t *pages)
{
	int status = -1;
	pid_t child = fork();

	if (!child)
		_exit(word_fault(pages, false));
	waitpid(child, &status, 0);
	check(WIFEXITED(status) && WEXITSTATUS(status) == SIGSEGV,
	      "a child does not inherit the mapping");
	check(!pattern_errors(pages, count, new_seed), "the parent keeps it");
}

static void test_no_page_can_be_pinned(uint32_t *pages)
{
	struct iovec iov = { pages, PAGE };
	int pipe_fds[2];

	if (pipe(pipe_fds))
		bail_out("pipe");
	check(vmsplice(pipe_fds[1], &iov, 1, 0) < 0 && errno == EFAULT,
	      "seed map-info: a page of it cannot be pinned beyond the buffer's life");
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

static uint32_t *test_mremap(uint32_t *pages)
{
	size_t size = (size_t)count * PAGE;
	uint32_t *moved;
	void *hole;

	check(mremap(pages, size, size + PAGE, MREMAP_MAYMOVE) == MAP_FAILED,
	      "a mapping cannot grow");
	hole = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	moved = mremap(pages, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, hole);
	if (!check(moved == hole, "it can be moved"))
		return pages;
	check(!pattern_errors(moved, count, new_seed), "with what it shows");
	return moved;
}

static void test_partial_unmap(int control, uint64_t handle, uint32_t *pages)
{
	struct gntdmabuf_query query;
	uint32_t hole = count / 3;

	munmap(pages + (size_t)hole * PATTERN_WORDS, PAGE);
	check(word_fault(pages + (size_t)hole * PATTERN_WORDS, false) ==
	      SIGSEGV,
	      "CVE-2026-31787, mainline fix 6.0.3: a mapping is split by unmapping a page");
	check(pages[0] == pattern_word(new_seed, 0, 0) &&
	      pages[(size_t)(count - 1) * PATTERN_WORDS] ==
	      pattern_word(new_seed, count - 1, 0), "its neighbours stay");
	device_query(control, handle, &query);
	check(query.cpu_maps == 2, "there are two mappings now");
	munmap(pages, (size_t)count * PAGE);
	device_query(control, handle, &query);
	check(query.cpu_maps == 0, "and none after the last is gone");
}

static void test_read_only(int control)
{
	struct gntdmabuf_export export;
	struct gntdmabuf_query query;
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_WRITE };
	uint32_t *pages;

	if (!check_result(device_export_directory(control, domid, directory,
						  count,
						  GNTDMABUF_FLAG_READ_ONLY,
						  &export), 0,
			  "export for reading only"))
		return;
	device_query(control, export.handle, &query);
	check(query.properties & GNTDMABUF_PROPERTY_READ_ONLY, "it says so");
	check(buffer_mmap(export.fd, count, PROT_READ | PROT_WRITE) ==
	      MAP_FAILED && errno == EACCES, "a writable mapping is refused");
	check(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, export.fd,
		   0) == MAP_FAILED, "nor is a private one that would copy");
	pages = buffer_mmap(export.fd, count, PROT_READ);
	check(pages != MAP_FAILED && !pattern_errors(pages, count, new_seed),
	      "it can be read");
	check(mprotect(pages, PAGE, PROT_READ | PROT_WRITE) &&
	      errno == EACCES, "and not be made writable");
	check(word_fault(pages, true) == SIGSEGV, "nor written");
	check_result(device_ioctl(export.fd, DMA_BUF_IOCTL_SYNC, &sync),
		     -EACCES, "begin CPU access for writing");
	munmap(pages, (size_t)count * PAGE);
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it is released");
}

/* The references themselves, out of the directory's first page. */
static void test_refs(int control)
{
	struct gntdmabuf_export page, export;
	uint32_t n = count < 1023 ? count : 1023;
	uint32_t *words, *pages;

	check_result(device_export_refs(control, domid, &directory, 1,
					GNTDMABUF_FLAG_READ_ONLY, &page), 0,
		     "export the directory page");
	words = buffer_mmap(page.fd, 1, PROT_READ);
	if (words == MAP_FAILED)
		bail_out("mmap: %s", strerror(errno));
	check_result(device_export_refs(control, domid, words + 1, n, 0,
					&export), 0, "export from references");
	pages = buffer_mmap(export.fd, n, PROT_READ);
	check(pages != MAP_FAILED && !pattern_errors(pages, n, new_seed),
	      "the pages come in the references' order");
	munmap(pages, (size_t)n * PAGE);
	munmap(words, PAGE);
	close(page.fd);
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it is released");
}

int main(int argc, char **argv)
{
	struct gntdmabuf_export export;
	uint32_t *pages;
	int control;

	if (argc != 6)
		return 2;
	domid = argument(argv, 1);
	directory = argument(argv, 2);
	count = argument(argv, 3);
	seed = argument(argv, 4);
	new_seed = argument(argv, 5);
	control = device_open();
	if (!check_result(device_export_directory(control, domid, directory,
						  count, 0, &export), 0,
			  "export from a directory"))
		return tap_end();
	test_properties(control, &export);
	test_private_mapping(export.fd);
	pages = buffer_mmap(export.fd, count, PROT_READ | PROT_WRITE);
	if (!check(pages != MAP_FAILED, "mmap"))
		return tap_end();
	test_content(pages);
	test_sync(export.fd);
	test_offset(export.fd);
	test_mprotect(pages);
	test_fork(pages);
	test_no_page_can_be_pinned(pages);
	pages = test_mremap(pages);
	test_partial_unmap(control, export.handle, pages);
	close(export.fd);
	check_result(device_wait(control, export.handle, 5000), 0,
		     "it is released");
	test_read_only(control);
	test_refs(control);
	return tap_end();
}
