// SPDX-License-Identifier: GPL-2.0-only
#include "registry.h"

#include <linux/err.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>

#include "buffer.h"
#include "control.h"
#include "domain.h"
#include "trace.h"

static DEFINE_MUTEX(buffers_lock);
static LIST_HEAD(buffers);
static u64 n_buffers;

void gd_registry_add(struct gd_buffer *buffer)
{
	mutex_lock(&buffers_lock);
	list_add_tail(&buffer->link, &buffers);
	n_buffers++;
	mutex_unlock(&buffers_lock);
}

static struct gd_buffer *buffer_of(struct rb_node *node)
{
	return rb_entry(node, struct gd_buffer, by_handle);
}

static void handle_insert(struct gd_buffer *buffer)
{
	struct rb_node **link = &buffer->control->buffers.rb_node;
	struct rb_node *parent = NULL;

	lockdep_assert_held(&buffer->control->lock);
	/* Handles only grow: it comes behind all others. */
	while (*link) {
		parent = *link;
		link = &parent->rb_right;
	}
	rb_link_node(&buffer->by_handle, parent, link);
	rb_insert_color(&buffer->by_handle, &buffer->control->buffers);
}

/* The first one of @handle or above, NULL: there is none. */
static struct gd_buffer *handle_find(struct gd_control *control, u64 handle)
{
	struct rb_node *node = control->buffers.rb_node;
	struct gd_buffer *found = NULL;

	lockdep_assert_held(&control->lock);
	while (node) {
		if (buffer_of(node)->handle < handle) {
			node = node->rb_right;
		} else {
			found = buffer_of(node);
			node = node->rb_left;
		}
	}
	return found;
}

static void handle_forget(struct gd_buffer *buffer)
{
	struct gd_control *control = buffer->control;

	if (!buffer->handle)
		return;
	mutex_lock(&control->lock);
	rb_erase(&buffer->by_handle, &control->buffers);
	mutex_unlock(&control->lock);
}

void gd_registry_remove(struct gd_buffer *buffer)
{
	mutex_lock(&buffers_lock);
	list_del(&buffer->link);
	n_buffers--;
	mutex_unlock(&buffers_lock);
	handle_forget(buffer);
}

u64 gd_buffers_count(void)
{
	u64 n;

	mutex_lock(&buffers_lock);
	n = n_buffers;
	mutex_unlock(&buffers_lock);
	return n;
}

void gd_buffers_visit(void (*visit)(void *context, struct gd_buffer *buffer),
		      void *context)
{
	struct gd_buffer *buffer;

	mutex_lock(&buffers_lock);
	list_for_each_entry(buffer, &buffers, link)
		visit(context, buffer);
	mutex_unlock(&buffers_lock);
}

static void zombie_count(void *context, struct gd_buffer *buffer)
{
	u64 *n = context;

	*n += gd_buffer_state(buffer) == GNTDMABUF_STATE_REVOKED;
}

u64 gd_buffers_zombies(void)
{
	u64 n = 0;

	gd_buffers_visit(zombie_count, &n);
	return n;
}

static void pending_count(void *context, struct gd_buffer *buffer)
{
	u64 *n = context;

	if (buffer->is_import && gd_buffer_state(buffer) != GNTDMABUF_STATE_LIVE)
		*n += gd_buffer_pending(buffer);
}

u64 gd_buffers_pending(void)
{
	u64 n = 0;

	gd_buffers_visit(pending_count, &n);
	return n;
}

int gd_buffer_register(struct gd_buffer *buffer)
{
	struct gd_control *control = buffer->control;
	int err = 0;

	mutex_lock(&control->lock);
	if (control->restricted && control->domid != buffer->domid)
		err = -EPERM;
	else if (control->sequence == U32_MAX)
		err = -ENOBUFS;
	if (!err) {
		buffer->handle = (u64)control->id << 32 | ++control->sequence;
		handle_insert(buffer);
	}
	mutex_unlock(&control->lock);
	return err;
}

void gd_buffer_publish(struct gd_buffer *buffer, int fd)
{
	kref_get(&buffer->ref);
	buffer->fd = fd;
	if (buffer->is_import)
		trace_gd_import(buffer);
	else
		trace_gd_export(buffer);
	/* Pairs with is_published(). */
	smp_store_release(&buffer->published, true);
	/*
	 * The domain may have died while the buffer was made. Either whoever
	 * looks for buffers of the dead sees this, or we see that it is dead.
	 */
	smp_mb();
	if (gd_domain_is_dead(buffer->domid))
		gd_buffer_revoke_later(buffer);
	gd_buffer_put(buffer);
}

static bool is_published(const struct gd_buffer *buffer)
{
	/* With all that gd_buffer_publish() did before. */
	return smp_load_acquire(&buffer->published);
}

struct gd_buffer *gd_buffer_find(struct gd_control *control, u64 handle)
{
	struct gd_buffer *buffer = ERR_PTR(-ENOENT);
	u32 sequence = lower_32_bits(handle);

	mutex_lock(&control->lock);
	if (upper_32_bits(handle) == control->id && sequence &&
	    sequence <= control->sequence) {
		buffer = handle_find(control, handle);
		if (buffer && buffer->handle != handle)
			buffer = NULL;
		else if (buffer && !is_published(buffer))
			buffer = ERR_PTR(-ENOENT);
		else if (buffer)
			kref_get(&buffer->ref);
	}
	mutex_unlock(&control->lock);
	return buffer;
}

static struct gd_buffer *buffer_find_fd(struct gd_control *control, int fd,
					bool (*fits)(const struct gd_buffer *))
{
	struct gd_buffer *buffer, *found = NULL;
	struct rb_node *node;

	mutex_lock(&control->lock);
	for (node = rb_first(&control->buffers); node; node = rb_next(node)) {
		buffer = buffer_of(node);
		if (is_published(buffer) && buffer->fd == fd && fits(buffer))
			found = buffer;
	}
	if (found)
		kref_get(&found->ref);
	mutex_unlock(&control->lock);
	return found ? found : ERR_PTR(-ENOENT);
}

static bool is_export(const struct gd_buffer *buffer)
{
	return !buffer->is_import;
}

static bool is_live_import(const struct gd_buffer *buffer)
{
	return buffer->is_import &&
	       gd_buffer_state(buffer) == GNTDMABUF_STATE_LIVE;
}

struct gd_buffer *gd_buffer_find_fd(struct gd_control *control, int fd)
{
	return buffer_find_fd(control, fd, is_export);
}

struct gd_buffer *gd_buffer_find_import(struct gd_control *control, int fd)
{
	return buffer_find_fd(control, fd, is_live_import);
}

/* The one that follows @handle, which becomes its own; NULL: it was the last one. */
static struct gd_buffer *buffer_next(struct gd_control *control, u64 *handle)
{
	struct gd_buffer *buffer;

	mutex_lock(&control->lock);
	do {
		buffer = handle_find(control, *handle + 1);
		if (buffer)
			*handle = buffer->handle;
	} while (buffer && !is_published(buffer));
	if (buffer)
		kref_get(&buffer->ref);
	mutex_unlock(&control->lock);
	return buffer;
}

void gd_buffers_revoke(struct gd_control *control, int domid, u32 *revoked,
		       u32 *zombies)
{
	struct gd_buffer *buffer;
	u64 handle = 0;

	while ((buffer = buffer_next(control, &handle))) {
		if (!buffer->is_import && (domid < 0 || buffer->domid == domid)) {
			*revoked += gd_buffer_revoke(buffer);
			*zombies += gd_buffer_state(buffer) ==
				    GNTDMABUF_STATE_REVOKED;
		}
		gd_buffer_put(buffer);
	}
}

void gd_buffers_end(struct gd_control *control)
{
	struct gd_buffer *buffer;
	u64 handle = 0;

	while ((buffer = buffer_next(control, &handle))) {
		gd_buffer_end(buffer);
		gd_buffer_put(buffer);
	}
}
