/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that `vdisplctl doctor` can find, in the words that it prints:
 * docs/troubleshooting.md is made from this table. "{}" stands for what differs
 * from host to host.
 */
#ifndef TOOLS_VDISPLCTL_DOCTOR_TROUBLE_H
#define TOOLS_VDISPLCTL_DOCTOR_TROUBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum trouble_id {
	TROUBLE_NONE,
	TROUBLE_NOT_ROOT,
	TROUBLE_NOT_XEN,
	TROUBLE_XENFS_MISSING,
	TROUBLE_NOT_CONTROL,
	TROUBLE_KERNEL_OLD,
	TROUBLE_BOUNCE_FORCED,
	TROUBLE_MODULE_NOT_BUILT,
	TROUBLE_MODULE_OTHER_KERNEL,
	TROUBLE_MODULE_UNSIGNED,
	TROUBLE_MODULE_NOT_LOADED,
	TROUBLE_DEVICE_MISSING,
	TROUBLE_DEVICE_OPEN,
	TROUBLE_GNTDEV_MISSING,
	TROUBLE_EVTCHN_MISSING,
	TROUBLE_STORE_DOWN,
	TROUBLE_STORE_NOT_INITIALISED,
	TROUBLE_BROKER_DOWN,
	TROUBLE_BROKER_DEAF,
	TROUBLE_BROKER_REFUSES,
	TROUBLE_CARD_MISSING,
	TROUBLE_CARD_NO_OUTPUTS,
	TROUBLE_NOTHING_PLUGGED_IN,
	TROUBLE_CARD_TAKEN,
	TROUBLE_CONSOLE_ON_CARD,
	TROUBLE_LEASE_REFUSED,
	TROUBLE_OUTPUT_TAKEN,
	TROUBLE_DEVICE_REFUSED,
	TROUBLE_GRANT_FRAMES_FEW,
	TROUBLE_MAPTRACK_SMALL,
	TROUBLE_MAPTRACK_FULL,
	TROUBLE_MODULE_LIMIT,
	TROUBLE_ZOMBIES,
	TROUBLE_N,
};

struct trouble {
	const char *name;	/* for programs: "module-not-loaded" */
	bool serious;		/* nothing is shown until it is put right */
	const char *what;
	const char *remedy;
	const char *why;	/* for the book */
	const char *example;	/* what {} can be; NULL: there is none */
};

extern const struct trouble troubles[TROUBLE_N];

/* @text with @detail for its {}. */
void trouble_format(const char *text, const char *detail, char *line, size_t size);

/* docs/troubleshooting.md. */
void troubles_write(FILE *out);

#endif
