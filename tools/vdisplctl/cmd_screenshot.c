// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/command.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/plane.h"
#include "tools/vdisplctl/png.h"
#include "tools/vdisplctl/target.h"

static void copy_row(void *data, uint32_t y, uint8_t *rgb)
{
	const struct plane_copy *copy = data;

	picture_row(&copy->picture, copy->data, y, rgb);
}

/* From a copy: writing takes long enough for the guest to draw its next picture. */
static int plane_write(struct json_object *plane, int fd, const char *path)
{
	struct plane_copy copy;
	int ret = plane_copy(plane, fd, &copy);

	if (ret)
		return ret;
	ret = png_write_file(path, copy.picture.width, copy.picture.height, copy_row, &copy);
	plane_copy_end(&copy);
	if (ret)
		fprintf(stderr, "vdisplctl: %s: %s\n", path, strerror(-ret));
	return ret;
}

static void screenshot_describe(struct json_object *plane, struct json_object *device,
				const char *path)
{
	json_object_object_add(plane, "name", json_object_new_string(
		control_get_string(device, "name", "")));
	json_object_object_add(plane, "file", json_object_new_string(path));
	json_print(plane);
}

static int screenshot(struct client *client, const struct target *target,
		      const struct arguments *arguments)
{
	const char *path = arguments->words[1];
	struct json_object *device, *plane;
	uint32_t connector;
	int fd, ret;

	ret = target_find(client, target, &device, &connector);
	if (ret)
		return ret;
	ret = plane_ask(client, device, connector, NULL, &plane, &fd);
	if (ret)
		goto put_device;
	ret = -EPROTO;
	if (fd < 0)
		fputs("vdisplctl: vdispld sent no picture\n", stderr);
	else
		ret = plane_write(plane, fd, path);
	if (fd >= 0)
		close(fd);
	if (!ret && arguments_option(arguments, "--json"))
		screenshot_describe(plane, device, path);
	json_object_put(plane);
put_device:
	json_object_put(device);
	return ret;
}

int cmd_screenshot(const struct arguments *arguments)
{
	struct client client;
	struct target target;
	int ret;

	if (target_parse_said(arguments->words[0], &target))
		return COMMAND_USAGE;
	if (client_open(&client, arguments->socket_path))
		return COMMAND_FAILED;
	ret = screenshot(&client, &target, arguments);
	client_close(&client);
	return ret ? COMMAND_FAILED : COMMAND_DONE;
}
