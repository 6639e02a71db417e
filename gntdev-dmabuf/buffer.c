// SPDX-License-Identifier: GPL-2.0-only
#include "buffer.h"

#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "charge.h"
#include "compat.h"
#include "control.h"
#include "dma.h"

static DEFINE_MUTEX(buffers_lock);
static LIST_HEAD(buffers);
static u64 n_buffers;
static atomic64_t n_zombies;

/* Our own, so that exit can be sure that nothing of it runs any more. */
static struct workqueue_struct *unmap_queue;

static void buffers_add(struct gd_buffer *buffer)
{
	mutex_lock(&buffers_lock);
	list_add_tail(&buffer->link, &buffers);
	n_buffers++;
	mutex_unlock(&buffers_lock);
}

static void buffers_remove(struct gd_buffer *buffer)
{
	mutex_lock(&buffers_lock);
	list_del(&buffer->link);
	n_buffers--;
	mutex_unlock(&buffers_lock);
}

u64 gd_buffers_count(void)
{
	u64 n;

	mutex_lock(&buffers_lock);
	n = n_buffers;
	mutex_unlock(&buffers_lock);
	return n;
}

u64 gd_buffers_zombies(void)
{
	return atomic64_read(&n_zombies);
}

static void buffer_free(struct kref *ref)
{
	struct gd_buffer *buffer = container_of(ref, struct gd_buffer, ref);

	gd_event_cancel(buffer->control, buffer->revoke_event);
	gd_event_cancel(buffer->control, buffer->release_event);
	gd_control_put(buffer->control);
	mutex_destroy(&buffer->mappings_lock);
	kfree(buffer);
}

void gd_buffer_put(struct gd_buffer *buffer)
{
	kref_put(&buffer->ref, buffer_free);
}

static void buffer_unregister(struct gd_buffer *buffer)
{
	struct gd_control *control = buffer->control;

	if (!buffer->handle)
		return;
	mutex_lock(&control->lock);
	xa_erase(&control->buffers, lower_32_bits(buffer->handle));
	mutex_unlock(&control->lock);
}

static void buffer_set_state(struct gd_buffer *buffer,
			     enum gntdmabuf_state state)
{
	lockdep_assert_held_write(&buffer->lock);
	if (buffer->state == GNTDMABUF_STATE_REVOKED)
		atomic64_dec(&n_zombies);
	if (state == GNTDMABUF_STATE_REVOKED)
		atomic64_inc(&n_zombies);
	WRITE_ONCE(buffer->state, state);
	buffer->generation++;
}

static void buffer_announce(struct gd_buffer *buffer, struct gd_event **event,
			    u32 type)
{
	struct gd_event *taken = *event;

	*event = NULL;
	if (taken)
		gd_event_queue(buffer->control, taken, type, buffer->domid,
			       buffer->handle);
}

/* The last grant is unmapped. From here on the buffer is only a memory. */
static void buffer_released(struct gd_buffer *buffer)
{
	struct gd_control *control = buffer->control;

	gd_grants_free(&buffer->grants);
	gd_uncharge(&control->budget, buffer->domid, buffer->pages);
	buffers_remove(buffer);
	buffer_unregister(buffer);
	down_write(&buffer->lock);
	buffer_set_state(buffer, GNTDMABUF_STATE_RELEASED);
	up_write(&buffer->lock);
	/* Before the waiters: whoever has waited finds the event. */
	buffer_announce(buffer, &buffer->release_event,
			GNTDMABUF_EVENT_RELEASED);
	wake_up_all(&buffer->wait);
	gd_buffer_put(buffer);
	module_put(THIS_MODULE);
}

static void buffer_unmap_work(struct work_struct *work)
{
	struct gd_buffer *buffer = container_of(to_delayed_work(work),
						struct gd_buffer, unmap_work);
	unsigned int delay_ms;

	if (gd_grants_unmap(&buffer->grants)) {
		buffer_released(buffer);
		return;
	}
	delay_ms = min(5U << min(buffer->unmap_tries++, 8U), 1000U);
	queue_delayed_work(unmap_queue, &buffer->unmap_work,
			   msecs_to_jiffies(delay_ms));
}

void gd_buffer_user_get(struct gd_buffer *buffer)
{
	lockdep_assert_held(&buffer->lock);
	refcount_inc(&buffer->users);
}

void gd_buffer_user_put(struct gd_buffer *buffer)
{
	if (!refcount_dec_and_test(&buffer->users))
		return;
	down_write(&buffer->lock);
	buffer_set_state(buffer, GNTDMABUF_STATE_RELEASING);
	up_write(&buffer->lock);
	queue_delayed_work(unmap_queue, &buffer->unmap_work, 0);
}

/* True: it was LIVE, and whoever asked has the dma-buf's use to give back. */
static bool buffer_retire(struct gd_buffer *buffer, enum gntdmabuf_state state,
			  struct dma_buf **dmabuf)
{
	bool was_live;

	down_write(&buffer->lock);
	was_live = buffer->state == GNTDMABUF_STATE_LIVE;
	if (was_live) {
		buffer_set_state(buffer, state);
		/* On its way to release it has no mapping any more. */
		if (dmabuf && buffer->dmabuf &&
		    gd_file_try_get(buffer->dmabuf->file))
			*dmabuf = buffer->dmabuf;
		buffer->dmabuf = NULL;
	}
	up_write(&buffer->lock);
	return was_live;
}

void gd_buffer_close(struct gd_buffer *buffer)
{
	if (buffer_retire(buffer, GNTDMABUF_STATE_RELEASING, NULL))
		gd_buffer_user_put(buffer);
	gd_buffer_put(buffer);
}

static void dmabuf_evict(struct dma_buf *dmabuf)
{
	unmap_mapping_range(dmabuf->file->f_mapping, 0, 0, 1);
	dma_resv_lock(dmabuf->resv, NULL);
	gd_dma_buf_invalidate(dmabuf);
	dma_resv_unlock(dmabuf->resv);
}

bool gd_buffer_revoke(struct gd_buffer *buffer)
{
	struct dma_buf *dmabuf = NULL;

	if (!buffer_retire(buffer, GNTDMABUF_STATE_REVOKED, &dmabuf))
		return false;
	buffer_announce(buffer, &buffer->revoke_event,
			GNTDMABUF_EVENT_REVOKED);
	if (dmabuf)
		dmabuf_evict(dmabuf);
	gd_buffer_user_put(buffer);
	if (dmabuf)
		dma_buf_put(dmabuf);
	return true;
}

static struct gd_buffer *buffer_next(struct gd_control *control,
				     unsigned long *index)
{
	struct gd_buffer *buffer;

	mutex_lock(&control->lock);
	do {
		buffer = xa_find_after(&control->buffers, index, ULONG_MAX,
				       XA_PRESENT);
	} while (buffer && !buffer->published);
	if (buffer)
		kref_get(&buffer->ref);
	mutex_unlock(&control->lock);
	return buffer;
}

void gd_buffers_revoke(struct gd_control *control, int domid, u32 *revoked,
		       u32 *zombies)
{
	struct gd_buffer *buffer;
	unsigned long index = 0;

	while ((buffer = buffer_next(control, &index))) {
		if (domid < 0 || buffer->domid == domid) {
			*revoked += gd_buffer_revoke(buffer);
			*zombies += READ_ONCE(buffer->state) ==
				    GNTDMABUF_STATE_REVOKED;
		}
		gd_buffer_put(buffer);
	}
}

static struct gd_buffer *buffer_alloc(struct gd_control *control, domid_t domid,
				      u32 pages)
{
	struct gd_buffer *buffer;

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL_ACCOUNT);
	if (!buffer)
		return NULL;
	kref_init(&buffer->ref);
	refcount_set(&buffer->users, 1);
	gd_control_get(control);
	buffer->control = control;
	buffer->domid = domid;
	buffer->pages = pages;
	buffer->fd = -1;
	buffer->pid = task_tgid_nr(current);
	get_task_comm(buffer->comm, current);
	init_rwsem(&buffer->lock);
	buffer->state = GNTDMABUF_STATE_LIVE;
	buffer->generation = 1;
	init_waitqueue_head(&buffer->wait);
	INIT_DELAYED_WORK(&buffer->unmap_work, buffer_unmap_work);
	mutex_init(&buffer->mappings_lock);
	INIT_LIST_HEAD(&buffer->mappings);
	return buffer;
}

struct gd_buffer *gd_buffer_create(struct gd_control *control, domid_t domid,
				   u32 pages)
{
	struct gd_buffer *buffer = buffer_alloc(control, domid, pages);
	int err;

	if (!buffer)
		return ERR_PTR(-ENOMEM);
	err = gd_charge(&control->budget, READ_ONCE(control->limit), domid,
			pages);
	if (err) {
		gd_buffer_put(buffer);
		return ERR_PTR(err);
	}
	/* The grants' reference; buffer_released() puts it. */
	kref_get(&buffer->ref);
	__module_get(THIS_MODULE);
	buffers_add(buffer);
	return buffer;
}

int gd_buffer_register(struct gd_buffer *buffer)
{
	struct gd_control *control = buffer->control;
	int err;

	mutex_lock(&control->lock);
	if (control->restricted && control->domid != buffer->domid)
		err = -EPERM;
	else if (control->sequence == U32_MAX)
		err = -ENOBUFS;
	else
		err = xa_insert(&control->buffers, control->sequence + 1,
				buffer, GFP_KERNEL_ACCOUNT);
	if (!err)
		buffer->handle = (u64)control->id << 32 | ++control->sequence;
	mutex_unlock(&control->lock);
	return err;
}

void gd_buffer_publish(struct gd_buffer *buffer, int fd)
{
	struct gd_control *control = buffer->control;

	mutex_lock(&control->lock);
	buffer->fd = fd;
	buffer->published = true;
	mutex_unlock(&control->lock);
}

struct gd_buffer *gd_buffer_find(struct gd_control *control, u64 handle)
{
	struct gd_buffer *buffer = ERR_PTR(-ENOENT);
	u32 sequence = lower_32_bits(handle);

	mutex_lock(&control->lock);
	if (upper_32_bits(handle) == control->id && sequence &&
	    sequence <= control->sequence) {
		buffer = xa_load(&control->buffers, sequence);
		if (buffer && !buffer->published)
			buffer = ERR_PTR(-ENOENT);
		else if (buffer)
			kref_get(&buffer->ref);
	}
	mutex_unlock(&control->lock);
	return buffer;
}

struct gd_buffer *gd_buffer_find_fd(struct gd_control *control, int fd)
{
	struct gd_buffer *buffer, *found = NULL;
	unsigned long index;

	mutex_lock(&control->lock);
	xa_for_each(&control->buffers, index, buffer)
		if (buffer->published && buffer->fd == fd)
			found = buffer;
	if (found)
		kref_get(&found->ref);
	mutex_unlock(&control->lock);
	return found ? found : ERR_PTR(-ENOENT);
}

static bool buffer_is_released(struct gd_buffer *buffer)
{
	return READ_ONCE(buffer->state) == GNTDMABUF_STATE_RELEASED;
}

int gd_buffer_wait(struct gd_buffer *buffer, u32 timeout_ms)
{
	long timeout = MAX_SCHEDULE_TIMEOUT, left;

	if (timeout_ms != GNTDMABUF_WAIT_FOREVER)
		timeout = msecs_to_jiffies(timeout_ms);
	left = wait_event_interruptible_timeout(buffer->wait,
						buffer_is_released(buffer),
						timeout);
	if (left < 0)
		return -EINTR;
	return left ? 0 : -ETIMEDOUT;
}

static u32 buffer_caching(const struct gd_buffer *buffer)
{
	if (buffer->state != GNTDMABUF_STATE_LIVE)
		return GNTDMABUF_CACHING_NONE;
	/* Guests map their memory write-back, and so do we. */
	return IS_ENABLED(CONFIG_X86) ? GNTDMABUF_CACHING_CACHED :
					GNTDMABUF_CACHING_INCOHERENT;
}

static u32 buffer_properties(const struct gd_buffer *buffer)
{
	u32 properties = 0;

	if (buffer->grants.read_only)
		properties |= GNTDMABUF_PROPERTY_READ_ONLY;
	if (buffer->state == GNTDMABUF_STATE_LIVE &&
	    gd_dma_is_contiguous(&buffer->grants))
		properties |= GNTDMABUF_PROPERTY_CONTIGUOUS;
	return properties;
}

void gd_buffer_query(struct gd_buffer *buffer, struct gntdmabuf_query *query)
{
	down_read(&buffer->lock);
	query->generation = buffer->generation;
	query->state = buffer->state;
	query->domid = buffer->domid;
	query->pages = buffer->pages;
	query->offset = buffer->offset;
	query->caching = buffer_caching(buffer);
	query->properties = buffer_properties(buffer);
	query->attachments = atomic_read(&buffer->attachments);
	query->dma_maps = atomic_read(&buffer->dma_maps);
	query->cpu_maps = atomic_read(&buffer->cpu_maps);
	query->vmaps = atomic_read(&buffer->vmaps);
	if (buffer->state == GNTDMABUF_STATE_REVOKED ||
	    buffer->state == GNTDMABUF_STATE_RELEASING)
		query->pending = buffer->grants.mapped;
	up_read(&buffer->lock);
}

void gd_buffers_show(struct seq_file *seq)
{
	static const char *const states[] = {
		[GNTDMABUF_STATE_LIVE] = "live",
		[GNTDMABUF_STATE_REVOKED] = "revoked",
		[GNTDMABUF_STATE_RELEASING] = "releasing",
		[GNTDMABUF_STATE_RELEASED] = "released",
	};
	struct gd_buffer *b;

	seq_puts(seq, "handle domain pages state access attachments dma_maps cpu_maps vmaps unmap_tries pid command\n");
	mutex_lock(&buffers_lock);
	list_for_each_entry(b, &buffers, link)
		seq_printf(seq, "%#llx %u %u %s %s %d %d %d %d %u %d %s\n",
			   b->handle, b->domid, b->pages,
			   states[READ_ONCE(b->state)],
			   b->grants.read_only ? "ro" : "rw",
			   atomic_read(&b->attachments),
			   atomic_read(&b->dma_maps),
			   atomic_read(&b->cpu_maps), atomic_read(&b->vmaps),
			   b->unmap_tries, b->pid, b->comm);
	mutex_unlock(&buffers_lock);
}

int gd_buffers_init(void)
{
	unmap_queue = alloc_workqueue("gntdev-dmabuf", WQ_UNBOUND, 0);
	return unmap_queue ? 0 : -ENOMEM;
}

void gd_buffers_exit(void)
{
	destroy_workqueue(unmap_queue);
}
