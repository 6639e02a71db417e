// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/device.h"

#include <stdarg.h>
#include <stdio.h>

#include "tools/common/domain.h"

#define TEXT_BYTES 768	/* a refusal, and where it was found */

/* What a guest chose is in it: the same rule for all who read it. */
static void text_sanitize(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

void device_read_guest(const struct device *device, char name[DEVICE_GUEST_BYTES])
{
	if (domain_read_name(device->broker->xs, device->key.domid, name, DEVICE_GUEST_BYTES))
		snprintf(name, DEVICE_GUEST_BYTES, "dom%u", device->key.domid);
}

void device_log(struct device *device, enum log_level level, const char *format, ...)
{
	struct broker *broker = device->broker;
	char text[TEXT_BYTES], fields[64];
	va_list args;
	bool logged;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	text_sanitize(text);
	snprintf(fields, sizeof(fields), "VDISPL_DOMAIN=%u\nVDISPL_DEVICE=%u\n",
		 device->key.domid, device->key.devid);
	log_set_fields(fields);
	logged = log_budgeted(&device->log, level, "%s: %s", device->name, text);
	log_set_fields("");
	if (logged && broker->event)
		broker->event(broker->event_data, device, level, text);
}
