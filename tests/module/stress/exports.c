// SPDX-License-Identifier: GPL-2.0-only
/* What the stress does with exports. */
#include <linux/dma-buf.h>

#include "tests/module/stress/worker.h"

static int buffer_export(int control, struct thread *t, const struct guest *guest,
		  struct gntdmabuf_export *export)
{
	uint32_t flags = below(t, 4) ? 0 : GNTDMABUF_FLAG_READ_ONLY;

	if (below(t, 2))
		return device_export_refs(control, guest->domid, &guest->ref, 1,
					  flags, export);
	return device_export_directory(control, guest->domid, guest->directory,
				       1 + below(t, guest->count), flags,
				       export);
}

void try_export(struct thread *t)
{
	const struct guest *guest = guest_any(t);
	int control = control_any(t);
	struct gntdmabuf_export buffer;

	if (guest && tried(STRESS_EXPORT, buffer_export(control, t, guest, &buffer)))
		slot_replace(t, (struct slot){ .control = control,
					       .fd = buffer.fd,
					       .handle = buffer.handle });
}

void try_export_mainline(struct thread *t)
{
	const struct guest *guest = guest_any(t);
	int control = control_any(t);
	struct ioctl_gntdev_dmabuf_exp_from_refs op = { .count = 1 };

	if (!guest)
		return;
	op.domid = guest->domid;
	op.refs[0] = guest->ref;
	if (tried(STRESS_EXPORT_MAINLINE,
		  device_ioctl(control, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS,
			       &op)))
		slot_replace(t, (struct slot){ .control = control,
					       .fd = op.fd });
}

void try_close(struct thread *t)
{
	slot_replace(t, (struct slot){ 0 });
}

void try_wait(struct thread *t)
{
	struct slot slot = slot_any(t);
	struct ioctl_gntdev_dmabuf_exp_wait_released op = {
		.fd = slot.fd, .wait_to_ms = below(t, 20),
	};

	tried(STRESS_WAIT, device_wait(slot.control, slot.handle,
				       below(t, 20)));
	tried(STRESS_WAIT_MAINLINE,
	      device_ioctl(slot.control, IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED,
			   &op));
}

void try_touch(struct thread *t)
{
	struct slot slot = slot_any(t);
	bool write = below(t, 2);
	uint32_t *page = buffer_mmap(slot.fd, 1, PROT_READ |
						 (write ? PROT_WRITE : 0));
	int err = page == MAP_FAILED ? -errno : 0;

	if (!err) {
		usleep(below(t, 2000));
		err = page_touch(page, write);
		munmap(page, GNTDMABUF_PAGE_SIZE);
	}
	tried(STRESS_TOUCH, err);
}

static int buffer_revoke(int control, uint64_t handle)
{
	struct gntdmabuf_revoke revoke = { .handle = handle };

	return device_ioctl(control, GNTDMABUF_IOCTL_REVOKE, &revoke);
}

/* A buffer of this thread's own, revoked while it is mapped. */
void try_sigbus(struct thread *t)
{
	const struct guest *guest = guest_any(t);
	int control = control_any(t);
	struct gntdmabuf_export buffer;
	uint32_t *page;

	if (!guest || buffer_export(control, t, guest, &buffer))
		return;
	page = buffer_mmap(buffer.fd, 1, PROT_READ);
	if (page != MAP_FAILED) {
		page_touch(page, false);
		if (!buffer_revoke(control, buffer.handle))
			tried(STRESS_SIGBUS, page_touch(page, false) ==
					     -ENODEV ? 0 : -EIO);
		munmap(page, GNTDMABUF_PAGE_SIZE);
	}
	close(buffer.fd);
}

static void *revoke_run(void *arg)
{
	const struct slot *slot = arg;

	buffer_revoke(slot->control, slot->handle);
	return NULL;
}

/*
 * A buffer of this thread's own, mapped while two others revoke it: once the first
 * of them has said that it is revoked, no mapping of it may be left.
 */
void try_revoke_meanwhile(struct thread *t)
{
	const struct guest *guest = guest_any(t);
	int control = control_any(t);
	struct gntdmabuf_export buffer;
	struct slot slot;
	pthread_t other;
	uint32_t *page;
	int err;

	if (!guest || buffer_export(control, t, guest, &buffer))
		return;
	slot = (struct slot){ .control = control, .handle = buffer.handle };
	if (pthread_create(&other, NULL, revoke_run, &slot))
		goto close_buffer;
	page = buffer_mmap(buffer.fd, 1, PROT_READ);
	err = buffer_revoke(control, buffer.handle);
	if (page != MAP_FAILED && !err)
		tried(STRESS_REVOKED_MEANWHILE,
		      page_touch(page, false) == -ENODEV ? 0 : -EIO);
	pthread_join(other, NULL);
	if (page != MAP_FAILED)
		munmap(page, GNTDMABUF_PAGE_SIZE);
close_buffer:
	close(buffer.fd);
}

void try_cpu_access(struct thread *t)
{
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ };
	struct slot slot = slot_any(t);
	int err = device_ioctl(slot.fd, DMA_BUF_IOCTL_SYNC, &sync);

	if (tried(STRESS_CPU_ACCESS, err)) {
		sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ;
		device_ioctl(slot.fd, DMA_BUF_IOCTL_SYNC, &sync);
	}
}

void try_attach(struct thread *t)
{
	struct drm_prime_handle prime = { .fd = slot_any(t).fd };
	struct drm_gem_close gem_close = { 0 };
	int card = card_any(t);

	if (!tried(STRESS_ATTACH,
		   device_ioctl(card, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime)))
		return;
	usleep(below(t, 5000));
	gem_close.handle = prime.handle;
	drmIoctl(card, DRM_IOCTL_GEM_CLOSE, &gem_close);
}

void try_revoke(struct thread *t)
{
	struct slot slot = slot_any(t);

	tried(STRESS_REVOKE, buffer_revoke(slot.control, slot.handle));
}

void try_revoke_domain(struct thread *t)
{
	struct gntdmabuf_revoke op = { .flags = GNTDMABUF_REVOKE_DOMAIN };
	const struct guest *guest = guest_any(t);

	if (!guest || below(t, 8))
		return;
	op.domid = guest->domid;
	tried(STRESS_REVOKE_DOMAIN,
	      device_ioctl(control_any(t), GNTDMABUF_IOCTL_REVOKE, &op));
}

/* On a control descriptor of its own, which is closed before its buffer. */
void try_restrict(struct thread *t)
{
	struct gntdmabuf_policy policy = { .flags = below(t, 2) };
	const struct guest *guest = guest_any(t);
	struct gntdmabuf_export buffer;
	int control;

	if (!guest)
		return;
	control = open(DEVICE_PATH, O_RDWR | O_CLOEXEC);
	if (control < 0)
		return;
	tried(STRESS_RESTRICT, device_restrict(control, guest->domid, 2));
	device_ioctl(control, GNTDMABUF_IOCTL_POLICY, &policy);
	if (device_export_refs(control, guest->domid, &guest->ref, 1, 0,
			       &buffer))
		buffer.fd = -1;
	close(control);
	if (buffer.fd >= 0)
		close(buffer.fd);
}

void try_query(struct thread *t)
{
	struct slot slot = slot_any(t);
	struct gntdmabuf_query query;

	tried(STRESS_QUERY, below(t, 2) ?
	      device_query(slot.control, slot.handle, &query) :
	      device_query_fd(slot.control, slot.fd, &query));
}

void try_events(struct thread *t)
{
	struct gntdmabuf_event_record events[8];
	int control = control_any(t);
	struct pollfd pollfd = { .fd = control, .events = POLLIN };
	ssize_t n;

	if (poll(&pollfd, 1, below(t, 5)) != 1)
		return;
	n = read(control, events, sizeof(events));
	tried(STRESS_EVENTS, n < 0 ? -errno : 0);
}
