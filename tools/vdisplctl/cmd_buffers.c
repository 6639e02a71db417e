// SPDX-License-Identifier: GPL-2.0-only
/* The buffers that the module knows, beside what vdispld says about their guests. */
#include "tools/vdisplctl/command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/devices.h"
#include "tools/vdisplctl/module_buffers.h"

/* 80 columns; a longer name pushes its line, it is never cut. */
#define ROW "%-12s %4s %-12s %-9s %-4s %6s %-9s %s\n"

#define HOLDERS_BYTES 256

/* vdispld's word on a buffer of the module's. */
struct known {
	struct json_object *device;	/* of the buffer's domain; NULL: not served */
	struct json_object *buffer;	/* NULL: not its, or not any more */
	bool is_view;			/* what local clients have of it */
};

static struct json_object *buffer_list(struct json_object *device)
{
	struct json_object *list;

	return json_object_object_get_ex(device, "buffer_list", &list) ? list : NULL;
}

static bool handle_is(struct json_object *object, const char *key, const char *handle)
{
	return !strcmp(control_get_string(object, key, ""), handle);
}

static void known_look_in(struct known *known, struct json_object *device,
			  const char *handle)
{
	struct json_object *list = buffer_list(device);
	size_t i;

	for (i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *buffer = json_object_array_get_idx(list, i);

		known->is_view = handle_is(buffer, "view", handle);
		if (known->is_view || handle_is(buffer, "handle", handle)) {
			known->buffer = buffer;
			return;
		}
	}
}

/* A handle counts only with its domain: a worker may say what it likes. */
static struct known known_find(struct json_object *devices, struct json_object *row)
{
	const char *handle = control_get_string(row, "handle", "-");
	struct known known = { 0 };
	size_t i;

	for (i = 0; !known.buffer && i < json_object_array_length(devices); i++) {
		struct json_object *device = json_object_array_get_idx(devices, i);

		if (client_number(device, "domid") != client_number(row, "domain"))
			continue;
		known.device = device;
		known_look_in(&known, device, handle);
	}
	return known;
}

static bool is_workers(struct json_object *row)
{
	return !strncmp(control_get_string(row, "command", ""), "vdispl-worker", 13);
}

static void holder_add(char text[HOLDERS_BYTES], const char *holder)
{
	size_t length = strlen(text);

	snprintf(text + length, HOLDERS_BYTES - length, "%s%s", length ? "," : "", holder);
}

/* Whoever keeps the pages from going back, besides the worker itself. */
static void holders_format(struct json_object *row, const struct known *known,
			   char text[HOLDERS_BYTES])
{
	char maker[64];

	*text = '\0';
	if (handle_is(row, "kind", "import"))
		holder_add(text, "guest");
	if (known->is_view)
		holder_add(text, "clients");
	if (!handle_is(row, "importers", "-"))
		holder_add(text, control_get_string(row, "importers", "?"));
	if (client_number(row, "cpu_maps") + client_number(row, "vmaps"))
		holder_add(text, "mapped");
	if (!is_workers(row)) {
		snprintf(maker, sizeof(maker), "%s/%" PRIu64,
			 control_get_string(row, "command", "-"),
			 client_number(row, "pid"));
		holder_add(text, maker);
	}
	if (!*text)
		holder_add(text, "-");
}

static void buffer_print(FILE *out, struct json_object *devices,
			 struct json_object *row)
{
	struct known known = known_find(devices, row);
	char id[24], pages[24], size[48] = "-", holders[HOLDERS_BYTES];

	if (known.buffer && client_number(known.buffer, "width"))
		snprintf(size, sizeof(size), "%" PRIu64 "x%" PRIu64,
			 client_number(known.buffer, "width"),
			 client_number(known.buffer, "height"));
	snprintf(id, sizeof(id), "%" PRIu64, client_number(row, "domain"));
	snprintf(pages, sizeof(pages), "%" PRIu64, client_number(row, "pages"));
	holders_format(row, &known, holders);
	fprintf(out, ROW, known.device ? control_get_string(known.device, "name", "-") : "-",
		id, control_get_string(row, "handle", "-"), size,
		known.buffer ? control_get_string(known.buffer, "format", "-") : "-",
		pages, control_get_string(row, "state", "-"), holders);
}

static bool module_has(struct json_object *rows, uint64_t domid, const char *handle)
{
	size_t i;

	for (i = 0; i < json_object_array_length(rows); i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);

		if (client_number(row, "domain") == domid &&
		    handle_is(row, "handle", handle))
			return true;
	}
	return false;
}

static void unknown_to_module_print(FILE *out, struct json_object *rows,
				    struct json_object *device)
{
	struct json_object *list = buffer_list(device);
	size_t i;

	for (i = 0; list && i < json_object_array_length(list); i++) {
		const char *handle = control_get_string(
			json_object_array_get_idx(list, i), "handle", "-");

		if (!module_has(rows, client_number(device, "domid"), handle))
			fprintf(out, "    %s: vdispld has a buffer %s, the module has not\n",
				control_get_string(device, "name", "-"), handle);
	}
}

/* Where the two views differ somebody has lost a buffer, or just made one. */
static void views_compare(FILE *out, struct json_object *rows,
			  struct json_object *devices)
{
	size_t i;

	for (i = 0; i < json_object_array_length(rows); i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		struct known known = known_find(devices, row);

		if (known.device && !known.buffer && is_workers(row) &&
		    handle_is(row, "state", "live"))
			fprintf(out, "    %s: the module has a buffer %s, vdispld has not\n",
				control_get_string(known.device, "name", "-"),
				control_get_string(row, "handle", "-"));
	}
	for (i = 0; i < json_object_array_length(devices); i++)
		unknown_to_module_print(out, rows, json_object_array_get_idx(devices, i));
}

void buffers_print(FILE *out, struct json_object *rows, struct json_object *devices)
{
	size_t i;

	fprintf(out, ROW, "Name", "ID", "Handle", "Size", "Form", "Pages", "State",
		"Held by");
	for (i = 0; i < json_object_array_length(rows); i++)
		buffer_print(out, devices, json_object_array_get_idx(rows, i));
	views_compare(out, rows, devices);
}

/* What vdispld knows of it, among what the module does. */
static void row_complete(struct json_object *row, struct json_object *devices)
{
	static const char *const shared[] = { "width", "height", "format" };
	struct known known = known_find(devices, row);
	struct json_object *value;
	unsigned int i;

	json_object_object_add(row, "name", json_object_new_string(
		known.device ? control_get_string(known.device, "name", "-") : "-"));
	if (!known.buffer)
		return;
	json_object_object_add(row, "view", json_object_new_boolean(known.is_view));
	for (i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		if (json_object_object_get_ex(known.buffer, shared[i], &value))
			json_object_object_add(row, shared[i], json_object_get(value));
}

struct json_object *buffers_json(struct json_object *rows, struct json_object *devices)
{
	struct json_object *whole = json_object_new_object();
	size_t i;

	for (i = 0; i < json_object_array_length(rows); i++)
		row_complete(json_object_array_get_idx(rows, i), devices);
	json_object_object_add(whole, "buffers", json_object_get(rows));
	json_object_object_add(whole, "devices", json_object_get(devices));
	return whole;
}

static int buffers_fail(int error)
{
	if (error == ENOENT)
		fputs("vdisplctl: " MODULE_BUFFERS_PATH ": not there: load gntdev-dmabuf, and mount debugfs\n",
		      stderr);
	else
		fprintf(stderr, "vdisplctl: " MODULE_BUFFERS_PATH ": %s%s\n", strerror(error),
			error == EACCES ? ": run it as root" : "");
	return COMMAND_FAILED;
}

int cmd_buffers(const struct arguments *arguments)
{
	const char *sysroot = arguments_option(arguments, "--sysroot");
	struct json_object *buffers, *devices;
	int ret, status;

	ret = module_buffers_read(sysroot ? sysroot : "", &buffers);
	if (ret)
		return buffers_fail(-ret);
	status = devices_fetch_all(arguments->socket_path, &devices) ? COMMAND_FAILED :
								       COMMAND_DONE;
	if (arguments_option(arguments, "--json"))
		json_print(buffers_json(buffers, devices));
	else
		buffers_print(stdout, buffers, devices);
	json_object_put(buffers);
	json_object_put(devices);
	return status;
}
