// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispl-worker/trace.h"

#include <stddef.h>
#include <string.h>
#include <uv.h>
#include <xen/io/displif.h>

_Static_assert(sizeof(struct xendispl_req) == WORKER_TRACE_OCTETS, "one of them fits");

static void record_add(struct trace *trace, enum worker_trace_kind kind,
		       uint32_t connector, const void *octets, size_t size)
{
	struct worker_trace_record *record;

	if (!trace->active)
		return;
	if (trace->n == TRACE_KEPT) {
		trace->dropped++;
		return;
	}
	record = &trace->kept[(trace->first + trace->n++) % TRACE_KEPT];
	memset(record, 0, sizeof(*record));
	record->time_ns = uv_hrtime();
	record->kind = kind;
	record->connector = connector;
	memcpy(record->octets, octets, size);
	trace->added(trace->context);
}

void trace_add(struct trace *trace, enum worker_trace_kind kind, uint32_t connector,
	       const void *octets)
{
	record_add(trace, kind, connector, octets, WORKER_TRACE_OCTETS);
}

void trace_add_refused(struct trace *trace, uint32_t connector, const void *octets)
{
	record_add(trace, WORKER_TRACE_REFUSED, connector, octets,
		   offsetof(struct xendispl_req, operation) + 1);
}

void trace_take(struct trace *trace, struct worker_trace *taken)
{
	taken->dropped = trace->dropped;
	trace->dropped = 0;
	for (taken->n = 0; trace->n && taken->n < WORKER_TRACE_RECORDS; taken->n++) {
		taken->records[taken->n] = trace->kept[trace->first];
		trace->first = (trace->first + 1) % TRACE_KEPT;
		trace->n--;
	}
}

void trace_end(struct trace *trace)
{
	trace->active = false;
	trace->first = 0;
	trace->n = 0;
	trace->dropped = 0;
}
