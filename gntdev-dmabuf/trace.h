/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints: what happens to a buffer, by its handle. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM gntdev_dmabuf

#if !defined(GD_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define GD_TRACE_H

#include <linux/tracepoint.h>

#include "buffer.h"

DECLARE_EVENT_CLASS(gd_buffer,
		    TP_PROTO(const struct gd_buffer *buffer),
		    TP_ARGS(buffer),
		    TP_STRUCT__entry(__field(u64, handle)
				     __field(u32, domid)
				     __field(u32, pages)),
		    TP_fast_assign(__entry->handle = buffer->handle;
				   __entry->domid = buffer->domid;
				   __entry->pages = buffer->pages;),
		    TP_printk("handle=%#llx domain=%u pages=%u",
			      __entry->handle, __entry->domid, __entry->pages)
);

#define GD_BUFFER_EVENT(name)					\
	DEFINE_EVENT(gd_buffer, name,				\
		     TP_PROTO(const struct gd_buffer *buffer),	\
		     TP_ARGS(buffer))

GD_BUFFER_EVENT(gd_export);
GD_BUFFER_EVENT(gd_import);
GD_BUFFER_EVENT(gd_map);
GD_BUFFER_EVENT(gd_unmap);
GD_BUFFER_EVENT(gd_revoke);
GD_BUFFER_EVENT(gd_release);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
