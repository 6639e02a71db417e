// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "xenstore-schema/runtime/internal.h"

uint32_t *schema_id_of(struct schema_ids *ids, enum schema_id id)
{
	switch (id) {
	case SCHEMA_BACKEND_DOMID:
		return &ids->backend_domid;
	case SCHEMA_FRONTEND_DOMID:
		return &ids->frontend_domid;
	case SCHEMA_DEVID:
		return &ids->devid;
	case SCHEMA_INDEX:
	case SCHEMA_N_IDS:
		break;
	}
	return &ids->index;
}

enum schema_id placeholder_at(const char *pattern, size_t *length)
{
	enum schema_id id;

	if (*pattern != '{')
		return SCHEMA_NO_ID;
	for (id = 0; id < SCHEMA_N_IDS; id++) {
		const char *name = schema_id_name(id);
		size_t n = strlen(name);

		if (!strncmp(pattern + 1, name, n) && pattern[n + 1] == '}') {
			*length = n + 2;
			return id;
		}
	}
	return SCHEMA_NO_ID;
}

unsigned int path_ids(const struct schema_directory *directory)
{
	const char *at;
	unsigned int ids = 0;
	size_t length;

	for (at = directory->path; *at; at++) {
		enum schema_id id = placeholder_at(at, &length);

		if (id != SCHEMA_NO_ID)
			ids |= SCHEMA_ID_BIT(id);
	}
	return ids;
}

/* Builds up to @until, or all of the pattern with SCHEMA_NO_ID. */
static int pattern_build(const struct schema_directory *directory,
			 const struct schema_ids *ids, enum schema_id until,
			 struct text *text)
{
	struct schema_ids numbers = ids ? *ids : (struct schema_ids){ 0 };
	const char *at = directory->path;

	while (*at) {
		size_t length = 1;
		enum schema_id id = placeholder_at(at, &length);

		if (id != SCHEMA_NO_ID && id == until)
			break;
		if (id == SCHEMA_NO_ID || !ids) {
			text_add(text, "%.*s", (int)length, at);
		} else {
			const struct schema_range *range =
				&directory->schema->ids[id];
			uint32_t n = *schema_id_of(&numbers, id);

			if (n < range->min || n > range->max)
				return -ERANGE;
			text_add(text, "%u", n);
		}
		at += length;
	}
	return *at || until == SCHEMA_NO_ID ? 0 : -ENOENT;
}

static int path_finish(struct text *text, int err)
{
	if (!err && text->cut)
		err = -ENAMETOOLONG;
	if (!err)
		return (int)text->used;
	if (text->size)
		text->start[0] = '\0';
	return err;
}

int schema_path_build(const struct schema_node *node,
		      const struct schema_ids *ids, char *path, size_t size)
{
	struct text text;
	int err;

	text_init(&text, path, size);
	err = pattern_build(node->directory, ids, SCHEMA_NO_ID, &text);
	if (!err)
		text_add(&text, "/%s", node->name);
	return path_finish(&text, err);
}

int schema_path_directory(const struct schema_directory *directory,
			  const struct schema_ids *ids, char *path, size_t size)
{
	struct text text;

	text_init(&text, path, size);
	return path_finish(&text,
			   pattern_build(directory, ids, SCHEMA_NO_ID, &text));
}

int schema_path_listing(const struct schema_directory *directory,
			const struct schema_ids *ids, enum schema_id id,
			char *path, size_t size)
{
	struct text text;
	int err;

	text_init(&text, path, size);
	err = id == SCHEMA_NO_ID ? -ENOENT
				 : pattern_build(directory, ids, id, &text);
	/* The generator sees to it that a placeholder is a whole path element. */
	if (!err && !text.cut && text.used > 1)
		path[--text.used] = '\0';
	return path_finish(&text, err);
}

const char *path_match_directory(const struct schema_directory *directory,
				 const char *path, const char *end,
				 struct schema_match *match, int *err)
{
	const char *at = directory->path;
	int range_err = 0;

	*err = -ENOENT;
	while (*at) {
		size_t length = 1;
		enum schema_id id = placeholder_at(at, &length);
		uint64_t number = 0;
		int number_err;

		if (id == SCHEMA_NO_ID) {
			if (path == end || *path++ != *at++)
				return NULL;
			continue;
		}
		number_take(&path, end, &directory->schema->ids[id], &number,
			    &number_err);
		if (number_err == -EINVAL)
			return NULL;
		if (number_err) {
			/* Still to be seen: is the rest of the path ours? */
			range_err = number_err;
			match->bad_id = id;
		}
		*schema_id_of(&match->ids, id) = (uint32_t)number;
		match->known_ids |= SCHEMA_ID_BIT(id);
		at += length;
	}
	if (path != end && *path != '/')
		return NULL;
	*err = range_err;
	return range_err ? NULL : path;
}

static const struct schema_node *
directory_find(const struct schema_directory *directory, const char *name)
{
	const struct schema *schema = directory->schema;
	unsigned int i;

	for (i = 0; i < schema->n_nodes; i++)
		if (schema->nodes[i].directory == directory &&
		    !strcmp(schema->nodes[i].name, name))
			return &schema->nodes[i];
	return NULL;
}

int schema_path_match(const struct schema *schema, const char *path,
		      struct schema_match *match)
{
	const char *end = path + strlen(path);
	struct schema_match found = { .bad_id = SCHEMA_NO_ID };
	int found_err = -ENOENT;
	unsigned int i;

	/* Directories nest: the deepest that the path is in, says what it is. */
	for (i = 0; i < schema->n_directories; i++) {
		struct schema_match one = { .bad_id = SCHEMA_NO_ID };
		const char *rest;
		int err;

		one.directory = &schema->directories[i];
		rest = path_match_directory(one.directory, path, end, &one,
					    &err);
		if (!rest && err != -ERANGE)
			continue;
		if (found.directory &&
		    strlen(one.directory->path) < strlen(found.directory->path))
			continue;
		if (rest && *rest) {
			one.node = directory_find(one.directory, rest + 1);
			err = one.node ? 0 : -ENOENT;
		}
		found = one;
		found_err = err;
	}
	*match = found;
	return found_err;
}
