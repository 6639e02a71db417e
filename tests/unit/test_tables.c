// SPDX-License-Identifier: GPL-2.0-only
/* The tables of vdisplctl, letter by letter, and that they fit 80 columns. */
#include "tests/unit/test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/control.h"
#include "tools/vdisplctl/command.h"
#include "tools/vdisplctl/host_outputs.h"
#include "tools/vdisplctl/module_buffers.h"
#include "tools/vdisplctl/rates.h"
#include "tools/vdisplctl/target.h"
#include "tools/vdisplctl/text.h"

#define HOST "tests/vectors/host"

static const char devices_json[] =
"[{\"domid\":5,\"devid\":0,\"name\":\"demo\",\"state\":\"connected\",\"reason\":\"\","
"\"buffers\":2,\"pages\":1536,\"connectors\":["
"{\"index\":0,\"id\":\"VGA-1\",\"width\":1024,\"height\":768,\"output\":\"VGA-1\","
"\"mode\":\"zero-copy\",\"reason\":\"\",\"flips\":312,\"bytes_copied\":0,"
"\"shown\":{\"width\":1024,\"height\":768,\"format\":\"XR24\"}},"
"{\"index\":1,\"id\":\"side\",\"width\":800,\"height\":600,\"output\":\"headless\","
"\"mode\":\"headless\",\"reason\":\"no host connector is called side\","
"\"flips\":7,\"bytes_copied\":33285996544,"
"\"mirror\":{\"output\":\"HDMI-A-1\",\"mode\":\"copy\",\"reason\":\"trial commit: Invalid "
"argument\",\"flips\":6,\"bytes_copied\":3145728}}],\"buffer_list\":["
"{\"handle\":\"0x100000001\",\"width\":1024,\"height\":768,\"format\":\"XR24\"},"
"{\"handle\":\"0x100000002\",\"view\":\"0x200000001\",\"width\":4095,\"height\":2047,"
"\"format\":\"RG16\"},{\"handle\":\"0x100000004\"}]},"
"{\"domid\":6,\"devid\":0,\"name\":\"other\",\"state\":\"refused\",\"reason\":"
"\"/local/domain/6/device/vdispl/0/0/resolution: \\\"0x0\\\" has a width out of range; "
"want WIDTHxHEIGHT in pixels, 1x1 to 65535x65535; write for example \\\"1920x1080\\\"\","
"\"buffers\":1,\"pages\":469,\"connectors\":[]}]";

/* The same a second later, but for the numbers that move. */
static const char later_json[] =
"[{\"domid\":5,\"devid\":0,\"name\":\"demo\",\"buffers\":2,\"pages\":1536,\"max_pages\":7168,"
"\"connectors\":["
"{\"index\":0,\"output\":\"VGA-1\",\"mode\":\"zero-copy\",\"reason\":\"\",\"flips\":432,"
"\"bytes_copied\":0,\"latency_ms\":{\"last\":9,\"median\":12,\"max\":33}},"
"{\"index\":1,\"output\":\"headless\",\"mode\":\"headless\","
"\"reason\":\"no host connector is called side\",\"flips\":3,\"bytes_copied\":5760000,"
"\"latency_ms\":{\"last\":9,\"median\":9,\"max\":9}}]},"
"{\"domid\":7,\"devid\":0,\"name\":\"other\",\"buffers\":0,\"pages\":0,"
"\"max_pages\":65536,\"connectors\":[{\"index\":0,\"output\":\"HDMI-A-1\",\"mode\":\"off\","
"\"reason\":\"\",\"flips\":0,\"bytes_copied\":0,"
"\"latency_ms\":{\"last\":0,\"median\":0,\"max\":0}}]}]";

static struct json_object *devices;
static char *text;
static size_t size;
static FILE *out;

static void begin(void)
{
	devices = json_tokener_parse(devices_json);
	CU_ASSERT_PTR_NOT_NULL_FATAL(devices);
	out = open_memstream(&text, &size);
}

static void end(const char *want)
{
	char *line, *rest;

	fclose(out);
	CU_ASSERT_STRING_EQUAL(text, want);
	if (strcmp(text, want))
		printf("%s", text);
	rest = text;
	while ((line = strsep(&rest, "\n")))
		CU_ASSERT(strlen(line) <= 80);
	free(text);
	json_object_put(devices);
}

static void test_top(void)
{
	struct json_object *later = json_tokener_parse(later_json);

	begin();
	CU_ASSERT_PTR_NOT_NULL_FATAL(later);
	rates_add(devices, later, 2);
	top_print(out, later);
	json_object_put(later);
	/* The second screen's guest has begun anew: its flips count from nothing. */
	end("Name              ID Con Output    Mode      Flips/s  Lat  Max Copied Buf   Left\n"
	    "demo               5   0 VGA-1     zero-copy    60.0   12   33      0   2   5632\n"
	    "demo               5   1 headless  headless      1.5    9    9   1.8M   2   5632\n"
	    "    no host connector is called side\n"
	    "other              7   0 HDMI-A-1  off           0.0    -    -      0   0  65536\n"
	    "2 devices, 3 screens, 61.5 flips/s\n");
}

static void test_plane(void)
{
	struct json_object *plane = json_tokener_parse(
		"{\"domid\":5,\"connector\":0,\"frame\":313,\"width\":1024,\"height\":768,"
		"\"format\":\"XR24\",\"stride\":4096,\"offset\":0,\"size\":3145728,"
		"\"memory\":\"guest\"}");
	struct json_object *dark = json_tokener_parse(
		"{\"domid\":5,\"connector\":1,\"frame\":7}");

	begin();
	plane_heading_print(out);
	plane_print(out, "demo", plane);
	plane_print(out, "demo", dark);
	json_object_put(plane);
	json_object_put(dark);
	end("Name               ID Con     Frame Size      Fmt  Stride Offset    Bytes Memory\n"
	    "demo                5   0       313 1024x768  XR24   4096      0  3145728 guest\n"
	    "demo                5   1         7 -         -         0      0        0 -\n");
}

static void test_list(void)
{
	begin();
	list_print(out, devices);
	end(
"Name                  ID Con Size       Output     Mode          Flips   Copied\n"
"demo                   5   0 1024x768   VGA-1      zero-copy       312        0\n"
"demo                   5   1 800x600    headless   headless          7      31G\n"
"    no host connector is called side\n"
"demo                   5  1m 800x600    HDMI-A-1   copy              6     3.0M\n"
"    trial commit: Invalid argument\n"
"other                  6   - -          -          refused           -        -\n"
"    /local/domain/6/device/vdispl/0/0/resolution: \"0x0\" has a width out of\n"
"    range; want WIDTHxHEIGHT in pixels, 1x1 to 65535x65535; write for example\n"
"    \"1920x1080\"\n");
}

static void test_show(void)
{
	begin();
	show_print(out, json_object_array_get_idx(devices, 0));
	end(
"demo (domain 5), device 0\n"
"  State       connected\n"
"  Buffers     2, of 1536 pages (6.0M) of the guest's\n"
"\n"
"Connector 0: VGA-1, 1024x768\n"
"  Output      VGA-1\n"
"  Mode        zero-copy\n"
"  Shown       1024x768, format XR24\n"
"  Flips       312, 0 octets copied for them\n"
"\n"
"Connector 1: side, 800x600\n"
"  Output      headless\n"
"  Mode        headless\n"
"  Reason      no host connector is called side\n"
"  Mirror      HDMI-A-1, copy\n"
"  Reason      trial commit: Invalid argument\n"
"  Flips       7, 31G octets copied for them\n");
}

static void test_show_refused(void)
{
	begin();
	show_print(out, json_object_array_get_idx(devices, 1));
	end(
"other (domain 6), device 0\n"
"  State       refused\n"
"  Reason      /local/domain/6/device/vdispl/0/0/resolution: \"0x0\" has a width\n"
"              out of range; want WIDTHxHEIGHT in pixels, 1x1 to 65535x65535;\n"
"              write for example \"1920x1080\"\n"
"  Buffers     1, of 469 pages (1.8M) of the guest's\n");
}

static void test_outputs(void)
{
	struct json_object *orders = json_tokener_parse(
		"[{\"output\":\"DP-2\",\"blank\":true},{\"output\":\"VGA-1\",\"blank\":false,"
		"\"domid\":5,\"devid\":0,\"connector\":0,\"mirror\":false},"
		"{\"output\":\"HDMI-A-1\",\"blank\":true,\"domid\":0,\"mirror\":true}]");
	static struct host_outputs outputs;

	begin();
	host_outputs_read(&outputs, HOST);
	outputs_print(out, &outputs, devices, orders);
	json_object_put(orders);
	end(
"Output       Card    State        Size       Guest              Con Mode\n"
"DP-2         card0   disconnected -          -                    - -\n"
"    turned off: `vdisplctl blank DP-2 off` ends it\n"
"HDMI-A-1     card0   connected    3840x2160  demo                1m copy\n"
"    turned off: `vdisplctl blank HDMI-A-1 off` ends it\n"
"    a mirror by hand: `vdisplctl mirror --off HDMI-A-1` ends it\n"
"VGA-1        card0   connected    1024x768   demo                 0 zero-copy\n"
"    assigned by hand: `vdisplctl assign --reset VGA-1` ends it\n");
}

static void test_buffers(void)
{
	struct json_object *buffers;

	begin();
	CU_ASSERT_EQUAL_FATAL(module_buffers_read(HOST, &buffers), 0);
	buffers_print(out, buffers, devices);
	json_object_put(buffers);
	end(
"Name           ID Handle       Size      Form  Pages State     Held by\n"
"demo            5 0x100000001  1024x768  XR24    768 live      0000:00:02.0\n"
"demo            5 0x100000002  4095x2047 RG16    768 live      0000:00:02.0\n"
"demo            5 0x200000001  4095x2047 RG16    768 live      clients,mapped\n"
"demo            5 0x100000003  -         -         9 live      -\n"
"other           6 0x300000007  -         -       469 revoked   vgem,a program/40\n"
"-               7 0x400000001  -         -       469 live      guest\n"
"-               8 0x100000002  -         -       469 live      -\n"
"    demo: the module has a buffer 0x100000003, vdispld has not\n"
"    demo: vdispld has a buffer 0x100000004, the module has not\n");
}

static void test_buffers_as_json(void)
{
	static const char *const want[] = {
		"\"name\":\"demo\",\"view\":false,\"width\":1024,\"height\":768,\"format\":\"XR24\"}",
		"\"name\":\"demo\",\"view\":false,\"width\":4095,\"height\":2047,\"format\":\"RG16\"}",
		"\"name\":\"demo\",\"view\":true,\"width\":4095,\"height\":2047,\"format\":\"RG16\"}",
		"\"command\":\"vdispl-worker\",\"name\":\"demo\"}",
		"\"command\":\"a program\",\"name\":\"other\"}",
		"\"command\":\"vdispl-worker\",\"name\":\"-\"}",
		"\"command\":\"vdispl-worker\",\"name\":\"-\"}",
	};
	struct json_object *rows, *whole, *devices = json_tokener_parse(devices_json);
	size_t i;

	CU_ASSERT_EQUAL_FATAL(module_buffers_read(HOST, &rows), 0);
	whole = buffers_json(rows, devices);
	CU_ASSERT_EQUAL_FATAL(json_object_array_length(rows), 7);
	for (i = 0; i < 7; i++)
		CU_ASSERT_PTR_NOT_NULL(strstr(json_object_to_json_string_ext(
			json_object_array_get_idx(rows, i), JSON_C_TO_STRING_PLAIN), want[i]));
	json_object_put(whole);
	json_object_put(rows);
	json_object_put(devices);
}

static void test_no_list_of_buffers(void)
{
	struct json_object *buffers;

	CU_ASSERT_EQUAL(module_buffers_read("/nowhere", &buffers), -ENOENT);
}

static void test_wrapping(void)
{
	begin();
	text_wrap(out, "short", 4);
	text_wrap(out, "/a/path/without/any/blank/in/it/that/is/longer/than/a/line/can/be/whatever/it/does more", 10);
	fclose(out);
	CU_ASSERT_STRING_EQUAL(text, "short\n"
"/a/path/without/any/blank/in/it/that/is/longer/than/a/line/can/be/whatever/it/does\n"
"          more\n");
	free(text);
	json_object_put(devices);
}

static const char device_json[] =
"{\"domid\":5,\"devid\":0,\"name\":\"demo\",\"state\":\"connected\",\"reason\":\"\","
"\"connectors\":["
"{\"index\":0,\"id\":\"VGA-1\",\"width\":1024,\"height\":768,\"output\":\"VGA-1\","
"\"mode\":\"zero-copy\",\"reason\":\"\",\"flips\":312,\"bytes_copied\":0},"
"{\"index\":1,\"id\":\"side\",\"width\":65535,\"height\":65535,\"output\":\"headless\","
"\"mode\":\"headless\",\"reason\":\"no host connector is called side\","
"\"flips\":123456789,\"bytes_copied\":33285996544}]}";

static void test_table_fits_eighty_columns(void)
{
	struct json_object *devices = json_object_new_array();
	char *text = NULL, *line, *rest;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	json_object_array_add(devices, control_parse(device_json, strlen(device_json)));
	list_print(out, devices);
	fclose(out);
	CU_ASSERT_STRING_EQUAL(text,
"Name                  ID Con Size       Output     Mode          Flips   Copied\n"
"demo                   5   0 1024x768   VGA-1      zero-copy       312        0\n"
"demo                   5   1 65535x65535 headless   headless  123456789      31G\n"
"    no host connector is called side\n");
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		CU_ASSERT(strlen(line) <= 80);
	free(text);
	json_object_put(devices);
}

static void test_targets(void)
{
	struct json_object *device = control_parse(device_json, strlen(device_json));
	struct target target;
	uint32_t connector;

	CU_ASSERT_EQUAL(target_parse("demo", &target), 0);
	CU_ASSERT_STRING_EQUAL(target.domain, "demo");
	CU_ASSERT_STRING_EQUAL(target.connector, "");
	CU_ASSERT_TRUE(target_is_device(&target, device));
	CU_ASSERT_EQUAL(target_connector(&target, device, &connector), 0);
	CU_ASSERT_EQUAL(connector, 0);
	CU_ASSERT_EQUAL(target_parse("5:1", &target), 0);
	CU_ASSERT_TRUE(target_is_device(&target, device));
	CU_ASSERT_EQUAL(target_connector(&target, device, &connector), 0);
	CU_ASSERT_EQUAL(connector, 1);
	CU_ASSERT_EQUAL(target_parse("demo:side", &target), 0);
	CU_ASSERT_EQUAL(target_connector(&target, device, &connector), 0);
	CU_ASSERT_EQUAL(connector, 1);
	CU_ASSERT_EQUAL(target_parse("05:2", &target), 0);
	CU_ASSERT_FALSE(target_is_device(&target, device));
	CU_ASSERT_EQUAL(target_connector(&target, device, &connector), -ENOENT);
	CU_ASSERT_EQUAL(target_parse("", &target), -EINVAL);
	CU_ASSERT_EQUAL(target_parse(":1", &target), -EINVAL);
	CU_ASSERT_EQUAL(target_parse("demo:", &target), -EINVAL);
	json_object_put(device);
}

TEST_MAIN("tables",
	  TEST(test_top),
	  TEST(test_plane),
	  TEST(test_list),
	  TEST(test_show),
	  TEST(test_show_refused),
	  TEST(test_outputs),
	  TEST(test_buffers),
	  TEST(test_buffers_as_json),
	  TEST(test_no_list_of_buffers),
	  TEST(test_wrapping),
	  TEST(test_table_fits_eighty_columns),
	  TEST(test_targets))
