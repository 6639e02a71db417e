// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/trace_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xen/io/displif.h>

#include "tools/common/control.h"

#define OCTETS 64

union message {
	uint8_t octets[OCTETS];
	struct xendispl_req request;
	struct xendispl_resp response;
	struct xendispl_evt event;
};

_Static_assert(sizeof(union message) == OCTETS, "displif: every message is 64 octets");

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

static int message_parse(const char *text, union message *message)
{
	unsigned int i;

	if (strlen(text) != 2 * OCTETS)
		return -1;
	for (i = 0; i < OCTETS; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		message->octets[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

static const char *operation_name(uint8_t operation)
{
	static const char *const names[] = {
		[XENDISPL_OP_DBUF_CREATE] = "DBUF_CREATE",
		[XENDISPL_OP_DBUF_DESTROY] = "DBUF_DESTROY",
		[XENDISPL_OP_FB_ATTACH] = "FB_ATTACH",
		[XENDISPL_OP_FB_DETACH] = "FB_DETACH",
		[XENDISPL_OP_SET_CONFIG] = "SET_CONFIG",
		[XENDISPL_OP_PG_FLIP] = "PG_FLIP",
		[XENDISPL_OP_GET_EDID] = "GET_EDID",
	};

	if (operation >= sizeof(names) / sizeof(names[0]) || !names[operation])
		return "unknown";
	return names[operation];
}

static void create_format(const struct xendispl_dbuf_create_req *r, char *text, size_t size)
{
	snprintf(text, size, "dbuf 0x%" PRIx64 ": %ux%u, %u bits, %u octets from %u, directory %u%s",
		 r->dbuf_cookie, r->width, r->height, r->bpp, r->buffer_sz, r->data_ofs,
		 r->gref_directory,
		 r->flags & XENDISPL_DBUF_FLG_REQ_ALLOC ? ", of the host's" : "");
}

static void attach_format(const struct xendispl_fb_attach_req *r, char *text, size_t size)
{
	char format[5];

	control_format_name(r->pixel_format, format);
	snprintf(text, size, "dbuf 0x%" PRIx64 ", fb 0x%" PRIx64 ": %ux%u %s", r->dbuf_cookie,
		 r->fb_cookie, r->width, r->height, format);
}

static void config_format(const struct xendispl_set_config_req *r, char *text, size_t size)
{
	if (r->fb_cookie)
		snprintf(text, size, "fb 0x%" PRIx64 ": %ux%u at %u,%u, %u bits", r->fb_cookie,
			 r->width, r->height, r->x, r->y, r->bpp);
	else
		snprintf(text, size, "off");
}

static void request_format(const struct xendispl_req *r, char *text, size_t size)
{
	switch (r->operation) {
	case XENDISPL_OP_DBUF_CREATE:
		create_format(&r->op.dbuf_create, text, size);
		break;
	case XENDISPL_OP_DBUF_DESTROY:
		snprintf(text, size, "dbuf 0x%" PRIx64, r->op.dbuf_destroy.dbuf_cookie);
		break;
	case XENDISPL_OP_FB_ATTACH:
		attach_format(&r->op.fb_attach, text, size);
		break;
	case XENDISPL_OP_FB_DETACH:
		snprintf(text, size, "fb 0x%" PRIx64, r->op.fb_detach.fb_cookie);
		break;
	case XENDISPL_OP_SET_CONFIG:
		config_format(&r->op.set_config, text, size);
		break;
	case XENDISPL_OP_PG_FLIP:
		snprintf(text, size, "fb 0x%" PRIx64, r->op.pg_flip.fb_cookie);
		break;
	case XENDISPL_OP_GET_EDID:
		snprintf(text, size, "%u octets, directory %u", r->op.get_edid.buffer_sz,
			 r->op.get_edid.gref_directory);
		break;
	default:
		snprintf(text, size, "operation %u", r->operation);
	}
}

/* The protocol's numbers are those of Linux on x86. */
static void response_format(const struct xendispl_resp *r, char *text, size_t size)
{
	const char *name = r->status < 0 && r->status > -4096 ? strerrorname_np(-r->status) :
								   NULL;

	if (!r->status && r->operation == XENDISPL_OP_GET_EDID)
		snprintf(text, size, "done, %u octets", r->op.get_edid.edid_sz);
	else if (!r->status)
		snprintf(text, size, "done");
	else
		snprintf(text, size, "%d%s%s", r->status, name ? " " : "", name ? name : "");
}

static void event_format(const struct xendispl_evt *e, char *text)
{
	if (e->type == XENDISPL_EVT_PG_FLIP)
		snprintf(text, TRACE_TEXT_BYTES, "PG_FLIP #%u fb 0x%" PRIx64, e->id,
			 e->op.pg_flip.fb_cookie);
	else
		snprintf(text, TRACE_TEXT_BYTES, "unknown #%u: type %u", e->id, e->type);
}

void trace_text(struct json_object *line, char text[TRACE_TEXT_BYTES])
{
	const char *kind = control_get_string(line, "kind", "");
	const char *octets = control_get_string(line, "octets", NULL);
	char rest[TRACE_TEXT_BYTES - 32];
	union message message;

	if (!octets) {
		snprintf(text, TRACE_TEXT_BYTES, "%s", control_get_string(line, "text", "?"));
		return;
	}
	if (message_parse(octets, &message)) {
		snprintf(text, TRACE_TEXT_BYTES, "not a message");
		return;
	}
	if (!strcmp(kind, "event")) {
		event_format(&message.event, text);
		return;
	}
	/* Number and operation are in the same place in both. */
	if (!strcmp(kind, "response"))
		response_format(&message.response, rest, sizeof(rest));
	else if (!strcmp(kind, "refused"))
		snprintf(rest, sizeof(rest), "operation %u", message.request.operation);
	else
		request_format(&message.request, rest, sizeof(rest));
	snprintf(text, TRACE_TEXT_BYTES, "%s #%u %s",
		 operation_name(message.request.operation), message.request.id, rest);
}
