// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/control_trace.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/vdispld/broker.h"
#include "tools/vdispld/control_commands.h"
#include "tools/vdispld/device.h"

static const char *kind_name(uint32_t kind)
{
	switch (kind) {
	case WORKER_TRACE_REQUEST:
		return "request";
	case WORKER_TRACE_REFUSED:
		return "refused";
	case WORKER_TRACE_RESPONSE:
		return "response";
	}
	return "event";
}

static struct json_object *record_new(const struct worker_trace_record *record)
{
	struct json_object *object = json_object_new_object();
	char octets[2 * WORKER_TRACE_OCTETS + 1];
	unsigned int i;

	for (i = 0; i < WORKER_TRACE_OCTETS; i++)
		snprintf(octets + 2 * i, 3, "%02x", record->octets[i]);
	json_object_object_add(object, "time_ns", json_object_new_uint64(record->time_ns));
	json_object_object_add(object, "connector",
			       json_object_new_uint64(record->connector));
	json_object_object_add(object, "kind",
			       json_object_new_string(kind_name(record->kind)));
	json_object_object_add(object, "octets", json_object_new_string(octets));
	return object;
}

static struct json_object *trace_new(const struct worker_trace *trace)
{
	struct json_object *object = json_object_new_object();
	struct json_object *records = json_object_new_array();
	uint32_t i;

	for (i = 0; i < trace->n; i++)
		json_object_array_add(records, record_new(&trace->records[i]));
	json_object_object_add(object, "dropped", json_object_new_uint64(trace->dropped));
	json_object_object_add(object, "records", records);
	return object;
}

static void trace_answered(void *who, const struct worker_answer *answer)
{
	struct control_client *client = who;

	if (answer->error)
		control_client_fail(client, -answer->error,
				    "dom%u/%u: the guest is not connected any more",
				    client->domid, client->devid);
	else
		control_client_reply(client, trace_new(&answer->trace), -1);
}

void control_trace_run(struct control_client *client, struct device *device)
{
	int ret = -ENODEV;

	if (!control_client_may_park(client))
		ret = -EUSERS;
	else if (device->worker_state == DEVICE_WORKER_SERVING)
		ret = worker_await_trace(device->worker, trace_answered, client);
	if (ret) {
		control_client_fail(client, -ret, "%s: %s", device->name,
				    ret == -EBUSY ? "somebody else traces it" :
				    ret == -ENODEV ? "the guest is not connected" :
				    strerror(-ret));
		return;
	}
	client->traces = true;
	client->traced_domid = client->domid;
	client->traced_devid = client->devid;
	control_client_park(client);
}

void control_trace_end(struct control_client *client)
{
	struct device *device;

	if (!client->traces)
		return;
	client->traces = false;
	device = broker_find_device(client->server->broker, client->traced_domid,
				    client->traced_devid);
	if (device && device->worker)
		worker_end_trace(device->worker, client);
}
