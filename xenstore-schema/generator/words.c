// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "xenstore-schema/generator/meta.h"
#include "xenstore-schema/runtime/internal.h"

int meta_number(const char *text, uint64_t *number)
{
	const struct schema_range any = { 0, UINT64_MAX };
	const char *end = text + strlen(text);
	int err;

	number_take(&text, end, &any, number, &err);
	return err || text != end ? -EINVAL : 0;
}

int meta_size(const char *text, uint64_t *width, uint64_t *height)
{
	const struct schema_range any = { 0, UINT32_MAX };
	const char *end = text + strlen(text);
	int err;

	if (number_take(&text, end, &any, width, &err) || *text++ != 'x')
		return -EINVAL;
	return meta_number(text, height);
}

unsigned int meta_type(const char *word)
{
	unsigned int i;

	for (i = 0; i < SCHEMA_N_TYPES; i++)
		if (!strcmp(word, schema_type_name(i)))
			break;
	return i;
}

unsigned int meta_side(const char *word)
{
	unsigned int i;

	for (i = 0; i < SCHEMA_N_SIDES; i++)
		if (!strcmp(word, schema_side_name(i)))
			break;
	return i;
}

unsigned int meta_id(const char *word)
{
	unsigned int i;

	for (i = 0; i < SCHEMA_N_IDS; i++)
		if (!strcmp(word, schema_id_name(i)))
			break;
	return i;
}

unsigned int meta_state(const char *word)
{
	unsigned int i;

	for (i = 0; i < SCHEMA_N_STATES; i++)
		if (!strcmp(word, schema_state_name(i)))
			break;
	return i;
}
