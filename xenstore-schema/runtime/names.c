// SPDX-License-Identifier: GPL-2.0-only
#include "xenstore-schema/runtime/schema.h"

static const char *name_of(const char *const *names, unsigned int n_names,
			   unsigned int number)
{
	return number < n_names ? names[number] : NULL;
}

const char *schema_type_name(enum schema_type type)
{
	static const char *const names[SCHEMA_N_TYPES] = {
		[SCHEMA_INTEGER] = "integer",
		[SCHEMA_BOOLEAN] = "boolean",
		[SCHEMA_GNTREF] = "gntref",
		[SCHEMA_EVTCHN] = "evtchn",
		[SCHEMA_DOMID] = "domid",
		[SCHEMA_XENBUS_STATE] = "xenbus-state",
		[SCHEMA_RESOLUTION] = "resolution",
		[SCHEMA_STRING] = "string",
		[SCHEMA_ENUM] = "enum",
		[SCHEMA_INTEGERS] = "integers",
		[SCHEMA_PATH] = "path",
	};

	return name_of(names, SCHEMA_N_TYPES, type);
}

const char *schema_side_name(enum schema_side side)
{
	static const char *const names[SCHEMA_N_SIDES] = {
		[SCHEMA_TOOLSTACK] = "toolstack",
		[SCHEMA_FRONTEND] = "frontend",
		[SCHEMA_BACKEND] = "backend",
	};

	return name_of(names, SCHEMA_N_SIDES, side);
}

const char *schema_id_name(enum schema_id id)
{
	static const char *const names[SCHEMA_N_IDS] = {
		[SCHEMA_BACKEND_DOMID] = "backend-domid",
		[SCHEMA_FRONTEND_DOMID] = "frontend-domid",
		[SCHEMA_DEVID] = "devid",
		[SCHEMA_INDEX] = "index",
	};

	return name_of(names, SCHEMA_N_IDS, id);
}

const char *schema_state_name(unsigned int state)
{
	static const char *const names[SCHEMA_N_STATES] = {
		"unknown", "initialising",  "init-wait",
		"initialised", "connected", "closing",
		"closed",  "reconfiguring", "reconfigured",
	};

	return name_of(names, SCHEMA_N_STATES, state);
}
