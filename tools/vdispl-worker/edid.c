// SPDX-License-Identifier: GPL-2.0-only
/* Octets are numbered as in VESA E-EDID release A, revision 2 ("EDID 1.4"). */
#include "tools/vdispl-worker/edid.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define MAX_ACTIVE 0xfff		/* 12 bits */
#define MAX_CLOCK 0xffff		/* 16 bits, in 10 kHz */
#define MIN_CLOCK 1000			/* readers take less for garbage */
#define CLOCK_HZ 10000

#define FIRST_DESCRIPTOR 54
#define DESCRIPTOR 18
#define NAME_CHARACTERS 13
#define EXTENSIONS 126

/* VESA CVT 1.2, reduced blanking, without its rounding of the width. */
#define RB_H_BLANK 160
#define RB_H_FRONT 48
#define RB_H_SYNC 32
#define RB_V_FRONT 3
#define RB_V_BACK_MIN 6
#define RB_V_BLANK_US 460

struct timing {
	uint32_t clock;			/* 10 kHz */
	uint32_t width, height;
	uint32_t v_blank, v_sync;
};

static const uint8_t magic[8] = { 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0 };

/* The width of the sync pulse tells the aspect ratio; 10: none of the usual. */
static uint32_t v_sync_lines(uint32_t width, uint32_t height)
{
	static const struct {
		uint32_t width, height, lines;
	} aspects[] = {
		{ 4, 3, 4 }, { 16, 9, 5 }, { 16, 10, 6 }, { 5, 4, 7 }, { 15, 9, 7 },
	};
	unsigned int i;

	for (i = 0; i < sizeof(aspects) / sizeof(aspects[0]); i++)
		if (width * aspects[i].height == height * aspects[i].width)
			return aspects[i].lines;
	return 10;
}

static struct timing timing_compute(uint32_t width, uint32_t height, uint32_t hz)
{
	struct timing t = { .width = width, .height = height };
	uint32_t least;

	t.v_sync = v_sync_lines(width, height);
	/* Lines that pass in the least blanking time, rounded up. */
	t.v_blank = RB_V_BLANK_US * height / (1000000 / hz - RB_V_BLANK_US) + 1;
	least = RB_V_FRONT + t.v_sync + RB_V_BACK_MIN;
	if (t.v_blank < least)
		t.v_blank = least;
	t.clock = (uint64_t)(width + RB_H_BLANK) * (height + t.v_blank) * hz / CLOCK_HZ;
	return t;
}

/* The upper four bits of two 12-bit numbers share an octet. */
static uint8_t nibbles(uint32_t a, uint32_t b)
{
	return (a >> 8 & 0xf) << 4 | (b >> 8 & 0xf);
}

static void timing_write(uint8_t *d, const struct timing *t)
{
	d[0] = t->clock & 0xff;
	d[1] = t->clock >> 8;
	d[2] = t->width & 0xff;
	d[3] = RB_H_BLANK;
	d[4] = nibbles(t->width, RB_H_BLANK);
	d[5] = t->height & 0xff;
	d[6] = t->v_blank & 0xff;
	d[7] = nibbles(t->height, t->v_blank);
	d[8] = RB_H_FRONT;
	d[9] = RB_H_SYNC;
	d[10] = RB_V_FRONT << 4 | t->v_sync;
	/* 11 to 16: more upper bits, size in millimetres, borders: all 0. */
	d[17] = 0x1a;	/* digital separate sync, horizontal positive */
}

static void name_write(uint8_t *d, const char *name)
{
	size_t length = strnlen(name, NAME_CHARACTERS);

	d[3] = 0xfc;
	memset(d + 5, ' ', NAME_CHARACTERS);
	memcpy(d + 5, name, length);
	if (length < NAME_CHARACTERS)
		d[5 + length] = '\n';
}

static uint8_t block_sum(const uint8_t *block)
{
	uint8_t sum = 0;
	unsigned int i;

	for (i = 0; i < EDID_BLOCK; i++)
		sum += block[i];
	return sum;
}

/* Everything but the timing and the name. */
static void block_begin(uint8_t *b)
{
	static const uint8_t head[] = {
		0x60, 0xae,		/* 8: "XEN", five bits a letter */
		1, 0,			/* product */
		0, 0, 0, 0,		/* no serial number */
		0, 27,			/* made in 2017, as the protocol */
		1, 4,			/* EDID 1.4 */
		0xa0,			/* digital, 8 bits a colour */
		0, 0,			/* of no known size */
		120,			/* gamma 2.2 */
		0x06,			/* sRGB; the first timing is the native one */
		0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54,
		0, 0, 0,		/* 35: no established timings */
	};

	memset(b, 0, EDID_BLOCK);
	memcpy(b, magic, sizeof(magic));
	memcpy(b + sizeof(magic), head, sizeof(head));
	memset(b + sizeof(magic) + sizeof(head), 1,	/* no standard timings */
	       FIRST_DESCRIPTOR - sizeof(magic) - sizeof(head));
	b[FIRST_DESCRIPTOR + 2 * DESCRIPTOR + 3] = 0x10;	/* empty */
	b[FIRST_DESCRIPTOR + 3 * DESCRIPTOR + 3] = 0x10;
}

int edid_make(struct edid *edid, const char *name, uint32_t width, uint32_t height)
{
	struct timing timing;
	uint32_t hz = 60;

	edid->size = 0;
	if (width < 1 || width > MAX_ACTIVE || height < 1 || height > MAX_ACTIVE)
		return -ERANGE;
	for (timing = timing_compute(width, height, hz); timing.clock > MAX_CLOCK;)
		timing = timing_compute(width, height, hz /= 2);
	if (timing.clock < MIN_CLOCK)
		return -ERANGE;
	block_begin(edid->bytes);
	timing_write(edid->bytes + FIRST_DESCRIPTOR, &timing);
	name_write(edid->bytes + FIRST_DESCRIPTOR + DESCRIPTOR, name);
	edid->bytes[EDID_BLOCK - 1] = -block_sum(edid->bytes);
	edid->size = EDID_BLOCK;
	return 0;
}

static bool timing_is(const uint8_t *d, uint32_t width, uint32_t height)
{
	bool interlaced = d[17] & 0x80;

	return (d[0] || d[1]) && !interlaced &&
	       (d[2] | (uint32_t)(d[4] & 0xf0) << 4) == width &&
	       (d[5] | (uint32_t)(d[7] & 0xf0) << 4) == height;
}

int edid_check(const struct edid *edid, uint32_t width, uint32_t height)
{
	uint32_t at;

	if (edid->size < EDID_BLOCK || edid->size > EDID_MAX_BYTES ||
	    edid->size % EDID_BLOCK ||
	    edid->bytes[EXTENSIONS] != edid->size / EDID_BLOCK - 1 ||
	    memcmp(edid->bytes, magic, sizeof(magic)))
		return -EINVAL;
	for (at = 0; at < edid->size; at += EDID_BLOCK)
		if (block_sum(edid->bytes + at))
			return -EINVAL;
	return timing_is(edid->bytes + FIRST_DESCRIPTOR, width, height) ? 0 : -EINVAL;
}
