// SPDX-License-Identifier: GPL-2.0-only
/*
 * Live, from the socket, or from a recording: either way a line is one JSON object, and a
 * recording is those lines. The socket brings what has been asked for, and in between what
 * happens to the device: its states.
 */
#include "tools/vdisplctl/command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/common/control.h"
#include "tools/common/number.h"
#include "tools/vdisplctl/client.h"
#include "tools/vdisplctl/target.h"
#include "tools/vdisplctl/text.h"
#include "tools/vdisplctl/trace_text.h"

#define MARGIN 27

struct trace {
	FILE *record;		/* NULL: none */
	int json;
	uint32_t count, n;	/* lines; .count 0: without an end */
	uint64_t begin_ns;	/* of the first line; 0: none yet */
};

void trace_print(FILE *out, struct json_object *line, uint64_t begin_ns)
{
	uint64_t time_ns = client_number(line, "time_ns");
	char text[TRACE_TEXT_BYTES], connector[24] = "-";

	trace_text(line, text);
	if (json_object_object_get_ex(line, "connector", NULL))
		snprintf(connector, sizeof(connector), "%" PRIu64,
			 client_number(line, "connector"));
	fprintf(out, "%12.6f %3s %-9s ", (time_ns > begin_ns ? time_ns - begin_ns : 0) / 1e9,
		connector, control_get_string(line, "kind", "?"));
	text_wrap(out, text, MARGIN);
}

/* True: that was the last one. Puts @line. */
static int line_show(struct trace *trace, struct json_object *line)
{
	char text[TRACE_TEXT_BYTES];

	if (!trace->begin_ns)
		trace->begin_ns = client_number(line, "time_ns");
	trace_text(line, text);
	json_object_object_add(line, "text", json_object_new_string(text));
	if (trace->record)
		fprintf(trace->record, "%s\n",
			json_object_to_json_string_ext(line, JSON_C_TO_STRING_PLAIN));
	if (trace->json)
		puts(json_object_to_json_string_ext(line, JSON_C_TO_STRING_PLAIN));
	else
		trace_print(stdout, line, trace->begin_ns);
	fflush(stdout);
	json_object_put(line);
	return ++trace->n == trace->count;
}

static struct json_object *line_new(const char *kind, const char *text)
{
	struct json_object *line = json_object_new_object();
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	json_object_object_add(line, "time_ns", json_object_new_uint64(
		(uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec));
	json_object_object_add(line, "kind", json_object_new_string(kind));
	json_object_object_add(line, "text", json_object_new_string(text));
	return line;
}

/* Those that did not fit came behind the last ones that did. */
static int records_show(struct trace *trace, struct json_object *reply)
{
	uint64_t dropped = client_number(reply, "dropped");
	struct json_object *records;
	char text[64];
	size_t i;

	if (!json_object_object_get_ex(reply, "records", &records) ||
	    !json_object_is_type(records, json_type_array))
		return 0;
	for (i = 0; i < json_object_array_length(records); i++)
		if (line_show(trace, json_object_get(json_object_array_get_idx(records, i))))
			return 1;
	if (!dropped)
		return 0;
	snprintf(text, sizeof(text), "%" PRIu64 " messages lost: too many at once", dropped);
	return line_show(trace, line_new("dropped", text));
}

static int is_of(struct json_object *event, struct json_object *device)
{
	return client_number(event, "domid") == client_number(device, "domid") &&
	       client_number(event, "devid") == client_number(device, "devid");
}

/* 0: go on. 1: enough. -errno. */
static int packet_show(struct trace *trace, struct json_object *packet,
		       struct json_object *device, int *answered)
{
	const char *error = control_get_string(packet, "error", NULL);

	*answered = 0;
	if (error) {
		fprintf(stderr, "vdisplctl: %s\n", error);
		return -EIO;
	}
	if (json_object_object_get_ex(packet, "records", NULL)) {
		*answered = 1;
		return records_show(trace, packet);
	}
	if (!json_object_object_get_ex(packet, "text", NULL) || !is_of(packet, device))
		return 0;
	return line_show(trace, line_new("state", control_get_string(packet, "text", "")));
}

static int next_ask(struct client *client, struct json_object *device)
{
	struct json_object *request = client_request("trace", device);
	int ret = control_send(client->socket, request, -1);

	json_object_put(request);
	return ret;
}

static int packets_show(struct trace *trace, struct client *client,
			struct json_object *device)
{
	struct json_object *packet;
	int answered = 1, ret = 0;

	while (!ret) {
		packet = answered && next_ask(client, device) ? NULL : client_next(client);
		if (!packet) {
			fputs("vdisplctl: vdispld has closed the connection\n", stderr);
			return -EPIPE;
		}
		ret = packet_show(trace, packet, device, &answered);
		json_object_put(packet);
	}
	return ret < 0 ? ret : 0;
}

/* DOMAIN or DOMAIN/ID: an entry of the list, which the caller puts. */
static struct json_object *device_find(struct client *client, const char *word)
{
	struct json_object *request = json_object_new_object(), *reply, *list, *found = NULL;
	const char *slash = strrchr(word, '/');
	struct target target = { .connector = "" };
	uint32_t devid = 0;
	size_t i;

	snprintf(target.domain, sizeof(target.domain), "%.*s",
		 slash ? (int)(slash - word) : (int)strlen(word), word);
	json_object_object_add(request, "command", json_object_new_string("list"));
	if ((slash && number_parse_u32(slash + 1, &devid)) ||
	    client_ask(client, request, &reply, NULL))
		return NULL;
	if (json_object_object_get_ex(reply, "devices", &list))
		for (i = 0; !found && i < json_object_array_length(list); i++) {
			struct json_object *entry = json_object_array_get_idx(list, i);

			if (target_is_device(&target, entry) &&
			    (!slash || client_number(entry, "devid") == devid))
				found = json_object_get(entry);
		}
	json_object_put(reply);
	if (!found)
		fprintf(stderr, "vdisplctl: no device %s: see `vdisplctl list`\n", word);
	return found;
}

static int trace_live(struct trace *trace, const char *socket_path, const char *word)
{
	struct json_object *device, *request = json_object_new_object(), *reply;
	struct client client;
	int ret = -ENOENT;

	if (client_open(&client, socket_path)) {
		json_object_put(request);
		return -EIO;
	}
	device = device_find(&client, word);
	json_object_object_add(request, "command", json_object_new_string("events"));
	if (device)
		ret = client_ask(&client, json_object_get(request), &reply, NULL);
	json_object_put(request);
	if (!ret) {
		json_object_put(reply);
		ret = packets_show(trace, &client, device);
	}
	json_object_put(device);
	client_close(&client);
	return ret;
}

/* 0: go on. 1: enough. -EINVAL. */
static int text_show(struct trace *trace, const char *text, size_t length)
{
	struct json_object *line;

	if (length && text[length - 1] == '\n')
		length--;
	line = control_parse(text, length);
	if (line && control_get_string(line, "kind", NULL))
		return line_show(trace, line);
	json_object_put(line);
	return -EINVAL;
}

static int trace_read(struct trace *trace, const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned int number = 0;
	char *text = NULL;
	size_t size = 0;
	ssize_t length;
	int ret = 0;

	if (!file) {
		fprintf(stderr, "vdisplctl: %s: %s\n", path, strerror(errno));
		return -errno;
	}
	while (!ret && (length = getline(&text, &size, file)) > 0) {
		ret = text_show(trace, text, (size_t)length);
		number++;
	}
	if (ret < 0)
		fprintf(stderr, "vdisplctl: %s:%u: not a line of a recording\n", path, number);
	free(text);
	fclose(file);
	return ret < 0 ? ret : 0;
}

int cmd_trace(const struct arguments *arguments)
{
	const char *count = arguments_option(arguments, "--count");
	const char *record = arguments_option(arguments, "--record");
	const char *read = arguments_option(arguments, "--read");
	struct trace trace = { .json = arguments_option(arguments, "--json") != NULL };
	int ret;

	if (count && (number_parse_u32(count, &trace.count) || !trace.count)) {
		fprintf(stderr, "vdisplctl: trace --count=%s: want a number, 1 or more\n", count);
		return COMMAND_USAGE;
	}
	if ((read != NULL) == (arguments->n_words > 0) || (read && record)) {
		fputs("vdisplctl: trace a DOMAIN, or --read a recording\n", stderr);
		return COMMAND_USAGE;
	}
	if (record && !(trace.record = fopen(record, "we"))) {
		fprintf(stderr, "vdisplctl: %s: %s\n", record, strerror(errno));
		return COMMAND_FAILED;
	}
	ret = read ? trace_read(&trace, read) :
		     trace_live(&trace, arguments->socket_path, arguments->words[0]);
	if (trace.record && fclose(trace.record)) {
		fprintf(stderr, "vdisplctl: %s: %s\n", record, strerror(errno));
		ret = -EIO;
	}
	return ret ? COMMAND_FAILED : COMMAND_DONE;
}
