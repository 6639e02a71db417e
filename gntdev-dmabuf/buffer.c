// SPDX-License-Identifier: GPL-2.0-only
#include "buffer.h"

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "charge.h"
#include "complaint.h"
#include "control.h"
#include "import.h"
#include "importers.h"
#include "ops.h"
#include "registry.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* So long somebody may hold what is revoked or released, and the log is silent. */
#define PATIENCE_SECONDS 10

/* Our own, so that exit can be sure that nothing of it runs any more. */
static struct workqueue_struct *buffer_queue;

static struct kmem_cache *buffer_cache;

int gd_buffer_want_event(struct gd_buffer *buffer, bool *event)
{
	int err = gd_event_reserve(buffer->control);

	*event = !err;
	return err;
}

void gd_buffer_forget_event(struct gd_buffer *buffer, bool *event)
{
	if (*event)
		gd_event_cancel(buffer->control);
	*event = false;
}

static void buffer_free(struct kref *ref)
{
	struct gd_buffer *buffer = container_of(ref, struct gd_buffer, ref);

	gd_buffer_forget_event(buffer, &buffer->revoke_event);
	gd_buffer_forget_event(buffer, &buffer->release_event);
	gd_control_put(buffer->control);
	if (buffer->inode)
		iput(buffer->inode);
	kmem_cache_free(buffer_cache, buffer);
}

void gd_buffer_put(struct gd_buffer *buffer)
{
	kref_put(&buffer->ref, buffer_free);
}

static void buffer_announce(struct gd_buffer *buffer, bool *event, u32 type)
{
	if (!*event)
		return;
	*event = false;
	gd_event_queue(buffer->control, type, buffer->domid, buffer->handle);
}

static void buffer_complain_work(struct work_struct *work)
{
	struct gd_buffer *buffer = container_of(to_delayed_work(work),
						struct gd_buffer,
						complain_work);

	if (!buffer->complained)
		gd_complain(buffer);
	buffer->complained = true;
	gd_buffer_put(buffer);
}

/* Unless it is released by then. */
static void buffer_complain_later(struct gd_buffer *buffer)
{
	kref_get(&buffer->ref);
	buffer->will_complain = true;
	if (!queue_delayed_work(buffer_queue, &buffer->complain_work,
				PATIENCE_SECONDS * HZ))
		gd_buffer_put(buffer);
}

/* The last grant is unmapped. From here on the buffer is only a memory. */
static void buffer_released(struct gd_buffer *buffer)
{
	struct gd_control *control = buffer->control;

	gd_uncharge(&control->budget, buffer->domid, buffer->pages);
	gd_registry_remove(buffer);
	spin_lock(&buffer->life_lock);
	gd_life_end(&buffer->life);
	spin_unlock(&buffer->life_lock);
	/* Before the waiters: whoever has waited finds the event. */
	buffer_announce(buffer, &buffer->release_event,
			buffer->is_import ? GNTDMABUF_EVENT_IMPORT_ENDED :
					    GNTDMABUF_EVENT_RELEASED);
	if (wq_has_sleeper(&buffer->wait))
		wake_up_all(&buffer->wait);
	if (buffer->will_complain && cancel_delayed_work(&buffer->complain_work))
		gd_buffer_put(buffer);
	gd_buffer_put(buffer);
	module_put(THIS_MODULE);
}

/* True: no grant is left, and nothing that it needed. */
static bool buffer_try_release(struct gd_buffer *buffer)
{
	if (buffer->is_import)
		return gd_import_end(&buffer->import);
	if (!gd_grants_unmap(&buffer->grants))
		return false;
	gd_grants_free(&buffer->grants);
	return true;
}

static void buffer_unmap(struct gd_buffer *buffer)
{
	unsigned int delay_ms;

	if (buffer_try_release(buffer)) {
		/* The end of what was never seen to begin is no news. */
		if (buffer->published)
			trace_gd_release(buffer);
		buffer_released(buffer);
		return;
	}
	if (!buffer->unmap_tries)
		buffer_complain_later(buffer);
	delay_ms = min(5U << min(buffer->unmap_tries++, 8U), 1000U);
	queue_delayed_work(buffer_queue, &buffer->unmap_work,
			   msecs_to_jiffies(delay_ms));
}

static void buffer_unmap_work(struct work_struct *work)
{
	buffer_unmap(container_of(to_delayed_work(work), struct gd_buffer,
				  unmap_work));
}

void gd_buffer_user_get(struct gd_buffer *buffer)
{
	lockdep_assert_held(&buffer->lock);
	spin_lock(&buffer->life_lock);
	WARN_ON_ONCE(!gd_life_use(&buffer->life));
	spin_unlock(&buffer->life_lock);
}

bool gd_buffer_user_share(struct gd_buffer *buffer)
{
	bool shared;

	spin_lock(&buffer->life_lock);
	shared = gd_life_share(&buffer->life);
	spin_unlock(&buffer->life_lock);
	return shared;
}

/* True: it was the last one. */
static bool buffer_user_drop(struct gd_buffer *buffer)
{
	bool last;

	spin_lock(&buffer->life_lock);
	last = gd_life_unuse(&buffer->life);
	spin_unlock(&buffer->life_lock);
	return last;
}

void gd_buffer_user_put(struct gd_buffer *buffer)
{
	if (buffer_user_drop(buffer))
		queue_delayed_work(buffer_queue, &buffer->unmap_work, 0);
}

/*
 * For callers without locks. What takes one hypercall, or none, is done at once; more
 * than that is nothing that whoever closes a descriptor should wait for.
 */
static void buffer_user_put_now(struct gd_buffer *buffer)
{
	if (!buffer->is_import && buffer->pages > GD_GRANTS_BATCH)
		gd_buffer_user_put(buffer);
	else if (buffer_user_drop(buffer))
		buffer_unmap(buffer);
}

/*
 * True: it was LIVE, and the caller has the owner's use to give back. Whoever had
 * begun to use it is through with that, because of the lock. Once this has returned
 * to anybody, no process has what is revoked mapped.
 */
static bool buffer_retire(struct gd_buffer *buffer, enum gntdmabuf_state state)
{
	bool was_live;

	down_write(&buffer->lock);
	spin_lock(&buffer->life_lock);
	was_live = gd_life_retire(&buffer->life, state);
	if (was_live)
		buffer->retired = jiffies;
	spin_unlock(&buffer->life_lock);
	if (was_live && state == GNTDMABUF_STATE_REVOKED)
		unmap_mapping_range(buffer->inode->i_mapping, 0, 0, 1);
	up_write(&buffer->lock);
	return was_live;
}

void gd_buffer_close(struct gd_buffer *buffer)
{
	if (buffer_retire(buffer, GNTDMABUF_STATE_RELEASING))
		buffer_user_put_now(buffer);
	gd_buffer_put(buffer);
}

bool gd_buffer_revoke(struct gd_buffer *buffer)
{
	if (!buffer_retire(buffer, GNTDMABUF_STATE_REVOKED))
		return false;
	trace_gd_revoke(buffer);
	buffer_announce(buffer, &buffer->revoke_event,
			GNTDMABUF_EVENT_REVOKED);
	gd_importers_tell(buffer);
	buffer_complain_later(buffer);
	gd_buffer_user_put(buffer);
	return true;
}

static void buffer_revoke_work(struct work_struct *work)
{
	struct gd_buffer *buffer = container_of(work, struct gd_buffer,
						revoke_work);

	if (buffer->is_import)
		gd_buffer_end(buffer);
	else if (!gd_buffer_revoke(buffer))
		gd_importers_tell(buffer);
	gd_buffer_put(buffer);
}

void gd_buffer_revoke_later(struct gd_buffer *buffer)
{
	kref_get(&buffer->ref);
	if (!queue_work(buffer_queue, &buffer->revoke_work))
		gd_buffer_put(buffer);
}

int gd_buffer_end(struct gd_buffer *buffer)
{
	if (!buffer->is_import ||
	    !buffer_retire(buffer, GNTDMABUF_STATE_RELEASING))
		return -ENOENT;
	buffer_user_put_now(buffer);
	/* Its creator's, which an export's dma-buf has. */
	gd_buffer_put(buffer);
	return 0;
}

static void buffer_construct(void *object)
{
	struct gd_buffer *buffer = object;

	init_rwsem(&buffer->lock);
	spin_lock_init(&buffer->life_lock);
	init_waitqueue_head(&buffer->wait);
	mutex_init(&buffer->mappings_lock);
	INIT_LIST_HEAD(&buffer->mappings);
	INIT_LIST_HEAD(&buffer->importers);
}

static struct gd_buffer *buffer_alloc(struct gd_control *control, domid_t domid,
				      u32 pages, bool is_import)
{
	struct gd_buffer *buffer;

	buffer = kmem_cache_alloc(buffer_cache, GFP_KERNEL);
	if (!buffer)
		return NULL;
	memset_startat(buffer, 0, ref);
	kref_init(&buffer->ref);
	gd_control_get(control);
	buffer->control = control;
	buffer->domid = domid;
	buffer->pages = pages;
	buffer->is_import = is_import;
	buffer->fd = -1;
	buffer->pid = task_tgid_nr(current);
	memcpy(buffer->comm, current->comm, sizeof(buffer->comm));
	gd_life_init(&buffer->life);
	/* Not in buffer_construct(): DEBUG_OBJECTS forgets works that are freed. */
	INIT_DELAYED_WORK(&buffer->unmap_work, buffer_unmap_work);
	INIT_DELAYED_WORK(&buffer->complain_work, buffer_complain_work);
	INIT_WORK(&buffer->revoke_work, buffer_revoke_work);
	return buffer;
}

struct gd_buffer *gd_buffer_create(struct gd_control *control, domid_t domid,
				   u32 pages, bool is_import)
{
	struct gd_buffer *buffer = buffer_alloc(control, domid, pages,
						is_import);
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
	gd_registry_add(buffer);
	return buffer;
}

struct gd_life gd_buffer_life(struct gd_buffer *buffer)
{
	struct gd_life life;

	spin_lock(&buffer->life_lock);
	life = buffer->life;
	spin_unlock(&buffer->life_lock);
	return life;
}

static bool buffer_is_released(struct gd_buffer *buffer)
{
	return gd_buffer_state(buffer) == GNTDMABUF_STATE_RELEASED;
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

u32 gd_buffer_pending(const struct gd_buffer *buffer)
{
	return buffer->is_import ? READ_ONCE(buffer->import.refs.count) :
				   READ_ONCE(buffer->grants.mapped);
}

int gd_buffers_init(void)
{
	buffer_cache = kmem_cache_create("gd_buffer", sizeof(struct gd_buffer),
					 0, SLAB_ACCOUNT, buffer_construct);
	if (!buffer_cache)
		return -ENOMEM;
	buffer_queue = alloc_workqueue("gntdev-dmabuf", WQ_UNBOUND, 0);
	if (buffer_queue)
		return 0;
	kmem_cache_destroy(buffer_cache);
	return -ENOMEM;
}

void gd_buffers_exit(void)
{
	destroy_workqueue(buffer_queue);
	kmem_cache_destroy(buffer_cache);
}
