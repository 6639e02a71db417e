// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/doctor/doctor.h"

#include <stdarg.h>
#include <string.h>

#include "tools/vdisplctl/text.h"

#define PART_WIDTH 10

static struct doctor_result *result_add(struct doctor *doctor, const char *part)
{
	struct doctor_result *result = &doctor->results[doctor->n];

	/* The last place is where all that is too much meets. */
	if (doctor->n + 1 < DOCTOR_MAX_RESULTS)
		doctor->n++;
	*result = (struct doctor_result){ .part = part };
	return result;
}

void doctor_good(struct doctor *doctor, const char *part, const char *format, ...)
{
	struct doctor_result *result = result_add(doctor, part);
	va_list args;

	va_start(args, format);
	vsnprintf(result->found, sizeof(result->found), format, args);
	va_end(args);
}

void doctor_trouble(struct doctor *doctor, const char *part, enum trouble_id trouble,
		    const char *detail)
{
	struct doctor_result *result = result_add(doctor, part);

	if (troubles[trouble].serious)
		doctor->n_bad++;
	else
		doctor->n_warnings++;
	result->trouble = trouble;
	trouble_format(troubles[trouble].what, detail ? detail : "", result->found,
		       sizeof(result->found));
	trouble_format(troubles[trouble].remedy, detail ? detail : "", result->remedy,
		       sizeof(result->remedy));
}

static const char *state_name(const struct doctor_result *result)
{
	if (result->trouble == TROUBLE_NONE)
		return "good";
	return troubles[result->trouble].serious ? "bad" : "warning";
}

void doctor_print(FILE *out, const struct doctor *doctor)
{
	const int margin = PART_WIDTH + 9;
	unsigned int i;

	fprintf(out, "%-*s %-7s %s\n", PART_WIDTH, "Part", "State", "Found");
	for (i = 0; i < doctor->n; i++) {
		const struct doctor_result *result = &doctor->results[i];

		fprintf(out, "%-*s %-7s ", PART_WIDTH, result->part, state_name(result));
		text_wrap(out, result->found, margin);
		if (!*result->remedy)
			continue;
		fprintf(out, "%*s-> ", margin, "");
		text_wrap(out, result->remedy, margin + 3);
	}
	fprintf(out, "\n%u bad, %u warning%s\n", doctor->n_bad, doctor->n_warnings,
		doctor->n_warnings == 1 ? "" : "s");
}

static void add_string(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

struct json_object *doctor_json(const struct doctor *doctor)
{
	struct json_object *whole = json_object_new_object();
	struct json_object *list = json_object_new_array();
	unsigned int i;

	for (i = 0; i < doctor->n; i++) {
		const struct doctor_result *result = &doctor->results[i];
		struct json_object *object = json_object_new_object();

		add_string(object, "part", result->part);
		add_string(object, "state", state_name(result));
		add_string(object, "found", result->found);
		if (result->trouble != TROUBLE_NONE) {
			add_string(object, "trouble", troubles[result->trouble].name);
			add_string(object, "remedy", result->remedy);
		}
		json_object_array_add(list, object);
	}
	json_object_object_add(whole, "parts", list);
	json_object_object_add(whole, "bad", json_object_new_int64(doctor->n_bad));
	json_object_object_add(whole, "warnings", json_object_new_int64(doctor->n_warnings));
	return whole;
}
