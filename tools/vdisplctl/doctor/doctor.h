/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looks at the host, part by part, and says what was found: good, or one of the
 * troubles. Nothing is changed, and nothing but files below @sysroot, the store and
 * Xen's command line is read, so that a test can be any host.
 */
#ifndef TOOLS_VDISPLCTL_DOCTOR_DOCTOR_H
#define TOOLS_VDISPLCTL_DOCTOR_DOCTOR_H

#include <json-c/json.h>
#include <stdint.h>

#include "tools/vdisplctl/doctor/trouble.h"

#define DOCTOR_MAX_RESULTS 64
#define DOCTOR_TEXT_BYTES 384

struct doctor_result {
	const char *part;		/* "module" */
	enum trouble_id trouble;	/* TROUBLE_NONE: good */
	char found[DOCTOR_TEXT_BYTES];
	char remedy[DOCTOR_TEXT_BYTES];
};

struct doctor {
	const char *sysroot;		/* "" or a directory for tests */
	const char *socket_path;	/* of vdispld, below sysroot */
	unsigned int n;
	unsigned int n_bad;
	unsigned int n_warnings;
	struct doctor_result results[DOCTOR_MAX_RESULTS];
};

/* The parts, in the order in which one needs the other. */
void doctor_kernel(struct doctor *doctor);	/* root, Xen, kernel, command line */
void doctor_module(struct doctor *doctor);	/* module, device nodes */
bool doctor_services(struct doctor *doctor);	/* xenstore; true: vdispld answers */
void doctor_screens(struct doctor *doctor);	/* cards, outputs, who holds them */
void doctor_limits(struct doctor *doctor);	/* grants, maptrack, the module's */

/* The devices as vdispld's "show" describes them: an array. */
void doctor_devices(struct doctor *doctor, struct json_object *devices);

void doctor_good(struct doctor *doctor, const char *part, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* @detail is what stands for {} in the trouble's words; NULL: nothing. */
void doctor_trouble(struct doctor *doctor, const char *part, enum trouble_id trouble,
		    const char *detail);

void doctor_print(FILE *out, const struct doctor *doctor);
struct json_object *doctor_json(const struct doctor *doctor);

/*
 * host.c: files below sysroot. The first line of one, without its end: false
 * when it cannot be read.
 */
bool host_read(const struct doctor *doctor, const char *path, char *text, size_t size);
bool host_read_number(const struct doctor *doctor, const char *path, uint64_t *number);
void host_path(const struct doctor *doctor, const char *path, char *full, size_t size);
bool host_exists(const struct doctor *doctor, const char *path);

#endif
