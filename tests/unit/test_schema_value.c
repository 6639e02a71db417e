// SPDX-License-Identifier: GPL-2.0-only
/* Values against their descriptors: every generated vector, and the messages. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xen/io/xenbus.h>

#include "tests/unit/test.h"
#include "tools/common/worker_protocol.h"
#include "xenstore-schema/generated/vdispl_schema.h"
#include "xenstore-schema/generated/vfb_schema.h"
#include "xenstore-schema/generated/vkbd_schema.h"

/* What the worker has room for, and what the schema lets through. */
_Static_assert(VDISPL_INDEX_MAX + 1 == WORKER_MAX_CONNECTORS, "connectors");
_Static_assert(VDISPL_CONNECTOR_UNIQUE_ID_MAX_LENGTH + 1 ==
		       WORKER_UNIQUE_ID_BYTES,
	       "unique-id");

struct vector {
	unsigned int node;
	const char *text;
	size_t length;
	bool good;
};

static const struct vector vdispl_vectors[] = {
#include "xenstore-schema/generated/vdispl_vectors.inc"
};
static const struct vector vkbd_vectors[] = {
#include "xenstore-schema/generated/vkbd_vectors.inc"
};
static const struct vector vfb_vectors[] = {
#include "xenstore-schema/generated/vfb_vectors.inc"
};

static const struct schema_ids ids = { .frontend_domid = 5 };

/* The value in a buffer of exactly its size, for the sanitizer to watch. */
static int parse_exactly(const struct schema_node *node, const char *text,
			 size_t length, struct schema_value *value)
{
	char *copy = malloc(length ? length : 1);
	const char *wrong = "";
	int err;

	memcpy(copy, text, length);
	err = schema_value_parse(node, length ? copy : NULL, length, value,
				 &wrong);
	CU_ASSERT_EQUAL(err == 0, wrong == NULL);
	free(copy);
	return err;
}

static void check_vectors(const struct schema *schema,
			  const struct vector *vectors, size_t n_vectors)
{
	unsigned int n_good[64] = { 0 }, n_bad[64] = { 0 };
	struct schema_value value;
	size_t i;

	CU_ASSERT_FATAL(schema->n_nodes <= 64);
	for (i = 0; i < n_vectors; i++) {
		const struct vector *v = &vectors[i];
		const struct schema_node *node = &schema->nodes[v->node];
		int err = parse_exactly(node, v->text, v->length, &value);

		v->good ? n_good[v->node]++ : n_bad[v->node]++;
		CU_ASSERT_EQUAL(err == 0, v->good);
		if ((err == 0) != v->good)
			printf("# %s/%s: \"%.40s\"\n", node->directory->name,
			       node->name, v->text);
	}
	for (i = 0; i < schema->n_nodes; i++)
		CU_ASSERT(n_good[i] > 0 && n_bad[i] > 3);
}

#define CHECK_VECTORS(name)                                                    \
	check_vectors(&name##_schema, name##_vectors,                          \
		      sizeof(name##_vectors) / sizeof(name##_vectors[0]))

static void test_vdispl_vectors(void)
{
	CHECK_VECTORS(vdispl);
}

static void test_vkbd_vectors(void)
{
	CHECK_VECTORS(vkbd);
}

static void test_vfb_vectors(void)
{
	CHECK_VECTORS(vfb);
}

static void parse(unsigned int node, const char *text,
		  struct schema_value *value)
{
	CU_ASSERT_EQUAL(schema_value_parse(&vdispl_nodes[node], text,
					   strlen(text), value, NULL),
			0);
}

static void test_reads_what_stands_there(void)
{
	struct schema_value v;

	parse(VDISPL_CONNECTOR_REQ_RING_REF, "4294967294", &v);
	CU_ASSERT_EQUAL(v.number, 4294967294u);
	parse(VDISPL_CONNECTOR_RESOLUTION, "65535x1", &v);
	CU_ASSERT_EQUAL(v.width, 65535);
	CU_ASSERT_EQUAL(v.height, 1);
	parse(VDISPL_BACKEND_VERSIONS, "1,2,77", &v);
	CU_ASSERT_EQUAL(v.n_numbers, 3);
	CU_ASSERT_EQUAL(v.numbers[2], 77);
	parse(VDISPL_BACKEND_FRONTEND, "/local/domain/7/device/vdispl/3", &v);
	CU_ASSERT_EQUAL(v.ids.frontend_domid, 7);
	CU_ASSERT_EQUAL(v.ids.devid, 3);
	CU_ASSERT_EQUAL(v.known_ids, SCHEMA_ID_BIT(SCHEMA_FRONTEND_DOMID) |
					     SCHEMA_ID_BIT(SCHEMA_DEVID));
	CU_ASSERT_EQUAL(schema_value_parse(&vfb_nodes[VFB_FRONTEND_PROTOCOL],
					   "arm-abi", 7, &v, NULL),
			0);
	CU_ASSERT_STRING_EQUAL(vfb_nodes[VFB_FRONTEND_PROTOCOL].words[v.number],
			       "arm-abi");
}

static void test_tells_range_from_form(void)
{
	const struct schema_node *port =
		&vdispl_nodes[VDISPL_CONNECTOR_REQ_EVENT_CHANNEL];
	struct schema_value v;

	CU_ASSERT_EQUAL(schema_value_parse(port, "131072", 6, &v, NULL),
			-ERANGE);
	CU_ASSERT_EQUAL(schema_value_parse(port, "131072a", 7, &v, NULL),
			-EINVAL);
	CU_ASSERT_EQUAL(schema_value_parse(port, "0", 1, &v, NULL), -ERANGE);
}

static void test_knows_xenbus_states(void)
{
	CU_ASSERT_STRING_EQUAL(schema_state_name(XenbusStateUnknown),
			       "unknown");
	CU_ASSERT_STRING_EQUAL(schema_state_name(XenbusStateInitWait),
			       "init-wait");
	CU_ASSERT_STRING_EQUAL(schema_state_name(XenbusStateConnected),
			       "connected");
	CU_ASSERT_STRING_EQUAL(schema_state_name(XenbusStateReconfigured),
			       "reconfigured");
	CU_ASSERT_PTR_NULL(schema_state_name(SCHEMA_N_STATES));
	CU_ASSERT_PTR_NULL(schema_type_name(SCHEMA_N_TYPES));
	CU_ASSERT_PTR_NULL(schema_side_name(SCHEMA_N_SIDES));
	CU_ASSERT_PTR_NULL(schema_id_name(SCHEMA_NO_ID));
}

/* Node, value, the message without the path before it; NULL: the value is good. */
static const struct {
	unsigned int node;
	const char *text;
	const char *message;
} messages[] = {
	{ VDISPL_CONNECTOR_RESOLUTION, "0x0",
	  "/0/resolution: \"0x0\" has a width out of range; want WIDTHxHEIGHT in pixels, 1x1 to 65535x65535; write for example \"1920x1080\"" },
	{ VDISPL_CONNECTOR_RESOLUTION, "1920X1080",
	  "/0/resolution: \"1920X1080\" has no 'x' between two numbers; want WIDTHxHEIGHT in pixels, 1x1 to 65535x65535; write \"1920x1080\"" },
	{ VDISPL_CONNECTOR_RESOLUTION, " 800 * 0600 ",
	  "/0/resolution: \" 800 * 0600 \" has no 'x' between two numbers; want WIDTHxHEIGHT in pixels, 1x1 to 65535x65535; write \"800x600\"" },
	{ VDISPL_CONNECTOR_REQ_RING_REF, "0x20",
	  "/0/req-ring-ref: \"0x20\" is not a decimal number; want a grant reference from 1 to 4294967294; write \"32\"" },
	{ VDISPL_CONNECTOR_REQ_RING_REF, "",
	  "/0/req-ring-ref: \"\" is empty; want a grant reference from 1 to 4294967294; write for example \"2832\"" },
	{ VDISPL_CONNECTOR_EVT_EVENT_CHANNEL, "016\n",
	  "/0/evt-event-channel: \"016\\x0a\" is not a decimal number; want an event channel port from 1 to 131071; write \"16\"" },
	{ VDISPL_CONNECTOR_UNIQUE_ID, "my screen",
	  "/0/unique-id: \"my screen\" has a character that is not allowed; want 1 to 63 characters out of [A-Za-z0-9._@+-]; write for example \"HDMI-A-1\"" },
	{ VDISPL_FRONTEND_BE_ALLOC, "yes",
	  "/be-alloc: \"yes\" is not a decimal number; want 0 or 1; write \"1\"" },
	{ VDISPL_FRONTEND_STATE, "Connected",
	  "/state: \"Connected\" is not a decimal number; want a xenbus state from 0 (unknown) to 7 (reconfiguring); write \"4\"" },
	{ VDISPL_FRONTEND_BACKEND, "/local/domain/3/backend/vdispl/5/0", NULL },
	{ VDISPL_FRONTEND_BACKEND, "/local/domain/3/backend/vdispl/6/0",
	  "/backend: \"/local/domain/3/backend/vdispl/6/0\" does not belong to this path; write \"/local/domain/3/backend/vdispl/5/0\"" },
	{ VDISPL_CONNECTOR_RESOLUTION, "640x480", NULL },
};

static void test_says_what_to_write(void)
{
	char message[SCHEMA_MESSAGE_BYTES], want[SCHEMA_MESSAGE_BYTES];
	struct schema_value value;
	size_t i;

	for (i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		const char *text = messages[i].text;
		int err = schema_value_check(&vdispl_nodes[messages[i].node],
					     &ids, text, strlen(text), &value,
					     message, sizeof(message));

		CU_ASSERT_EQUAL(err != 0, messages[i].message != NULL);
		if (!messages[i].message)
			continue;
		snprintf(want, sizeof(want),
			 "/local/domain/5/device/vdispl/0%s",
			 messages[i].message);
		CU_ASSERT_STRING_EQUAL(message, want);
		if (strcmp(message, want))
			printf("# %s\n# %s\n", message, want);
	}
}

static void test_a_number_repeats_its_path(void)
{
	const struct schema_node *node =
		&vdispl_nodes[VDISPL_BACKEND_FRONTEND_ID];
	char message[SCHEMA_MESSAGE_BYTES];
	struct schema_value v;

	CU_ASSERT_EQUAL(schema_value_check(node, &ids, "5", 1, &v, message,
					   sizeof(message)),
			0);
	CU_ASSERT_EQUAL(schema_value_check(node, &ids, "7", 1, &v, message,
					   sizeof(message)),
			-EINVAL);
	CU_ASSERT_STRING_EQUAL(
		message,
		"/local/domain/0/backend/vdispl/5/0/frontend-id: \"7\" does not belong to this path; write \"5\"");
}

/* A value of the guest's neither runs over the buffer nor into the terminal. */
static void test_messages_stay_inside(void)
{
	const struct schema_node *node =
		&vdispl_nodes[VDISPL_CONNECTOR_UNIQUE_ID];
	char hostile[4096], *message;
	struct schema_value v;
	size_t size, i;

	memset(hostile, 0x1b, sizeof(hostile));
	for (size = 0; size <= SCHEMA_MESSAGE_BYTES; size++) {
		message = malloc(size ? size : 1);
		CU_ASSERT_EQUAL(schema_value_check(node, &ids, hostile,
						   sizeof(hostile), &v,
						   size ? message : NULL, size),
				-EINVAL);
		for (i = 0; size && message[i]; i++)
			CU_ASSERT(message[i] >= ' ' && message[i] <= '~');
		free(message);
	}
}

static void test_says_what_is_missing(void)
{
	char message[SCHEMA_MESSAGE_BYTES];

	CU_ASSERT_STRING_EQUAL(
		schema_message_missing(
			&vdispl_nodes[VDISPL_CONNECTOR_EVT_RING_REF], &ids,
			XenbusStateInitialised, message, sizeof(message)),
		"/local/domain/5/device/vdispl/0/0/evt-ring-ref: missing; the front end is in state 3 (initialised), where it must be there; the front end has to write a grant reference from 1 to 4294967294, for example \"387\"");
	schema_message_missing(&vdispl_nodes[VDISPL_BACKEND_STATE], &ids, 99,
			       message, sizeof(message));
	CU_ASSERT_STRING_EQUAL(
		message,
		"/local/domain/0/backend/vdispl/5/0/state: missing; it must always be there; the toolstack or the back end has to write a xenbus state from 0 (unknown) to 6 (closed), for example \"2\"");
	CU_ASSERT_STRING_EQUAL(
		schema_message_owner(&vdispl_nodes[VDISPL_CONNECTOR_RESOLUTION],
				     &ids, 5, message, sizeof(message)),
		"/local/domain/5/device/vdispl/0/0/resolution: belongs to domain 5, so that domain may have written it; want the back end as its owner; let the toolstack write it anew");
}

TEST_MAIN("schema_value", TEST(test_vdispl_vectors), TEST(test_vkbd_vectors),
	  TEST(test_vfb_vectors), TEST(test_reads_what_stands_there),
	  TEST(test_tells_range_from_form), TEST(test_knows_xenbus_states),
	  TEST(test_says_what_to_write), TEST(test_a_number_repeats_its_path),
	  TEST(test_messages_stay_inside), TEST(test_says_what_is_missing))
