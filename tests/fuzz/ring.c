// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest that writes what it likes into the request ring and the event page
 * while they are served. The pages are as large as pages are: ASan sees the rest.
 */
#include "tests/fuzz/fuzz.h"

#include <errno.h>

#include "tests/fake/xen.h"
#include "tools/vdispl-worker/frame.h"
#include "tools/vdispl-worker/ring.h"

#define PAGE_OCTETS 4096
#define RING_HEADER 64

struct pages {
	uint8_t *requests, *events;
	struct ring ring;
	uint32_t taken, answered, flips;
	bool broken; /* -EPROTO has been said */
};

static void word_write(uint8_t *page, struct fuzz *fuzz)
{
	uint32_t word = fuzz_below(fuzz, PAGE_OCTETS / 4 + 16), value;

	/* Half of the time one of the indices at the beginning. */
	if (word >= PAGE_OCTETS / 4)
		word -= PAGE_OCTETS / 4;
	value = fuzz_edge(fuzz);
	memcpy(page + 4 * word, &value, sizeof(value));
}

/* As a good guest does: a request, and then the index. */
static void request_push(struct pages *pages, struct fuzz *fuzz)
{
	struct xen_displif_sring *sring = (void *)pages->requests;
	uint32_t slot = sring->req_prod % RING_REQUESTS;

	fuzz_bytes(fuzz, pages->requests + RING_HEADER + 64 * slot, 16);
	sring->req_prod++;
}

static void request_take(struct pages *pages)
{
	const struct xen_displif_sring *sring = (void *)pages->requests;
	uint32_t waiting = sring->req_prod - pages->taken;
	uint32_t room = RING_REQUESTS - (pages->taken - pages->answered);
	uint8_t slot[64];
	struct xendispl_req request;
	int ret;

	memcpy(slot,
	       pages->requests + RING_HEADER +
		       64 * (pages->taken % RING_REQUESTS),
	       sizeof(slot));
	ret = ring_take(&pages->ring, &request);
	FUZZ_CHECK(ret == (waiting > room ? -EPROTO : waiting > 0));
	if (ret < 0)
		pages->broken = true;
	if (ret != 1)
		return;
	FUZZ_CHECK(!memcmp(&request, slot, sizeof(slot)));
	pages->taken++;
}

static void request_answer(struct pages *pages, struct fuzz *fuzz)
{
	struct xendispl_resp response =
		frame_response(fuzz_number(fuzz, 2), fuzz_number(fuzz, 1),
			       -(int)fuzz_below(fuzz, 200));
	uint32_t slot = pages->answered % RING_REQUESTS;

	if (pages->answered == pages->taken)
		return;
	ring_respond(&pages->ring, &response);
	FUZZ_CHECK(!memcmp(pages->requests + RING_HEADER + 64 * slot, &response,
			   sizeof(response)));
	pages->answered++;
	FUZZ_CHECK(((struct xen_displif_sring *)pages->requests)->rsp_prod ==
		   pages->answered);
}

/* Event ids have no gap, whatever the guest has done to its own indices. */
static void flip_send(struct pages *pages)
{
	struct xendispl_event_page *page = (void *)pages->events;
	bool room = pages->flips - page->in_cons < XENDISPL_IN_RING_LEN;
	const struct xendispl_evt *event;
	int ret = ring_send_flip(&pages->ring, pages->flips + 1);

	FUZZ_CHECK(ret == (room ? 0 : -ENOBUFS));
	if (ret)
		return;
	event = &XENDISPL_IN_RING_REF(page, pages->flips);
	FUZZ_CHECK(event->id == (uint16_t)pages->flips);
	FUZZ_CHECK(event->op.pg_flip.fb_cookie == pages->flips + 1);
	pages->flips++;
	FUZZ_CHECK(page->in_prod == pages->flips);
}

static void step(struct pages *pages, struct fuzz *fuzz)
{
	switch (fuzz_below(fuzz, 8)) {
	case 0:
		word_write(pages->requests, fuzz);
		break;
	case 1:
		word_write(pages->events, fuzz);
		break;
	case 2:
	case 3:
		request_push(pages, fuzz);
		break;
	case 4:
	case 5:
		request_take(pages);
		break;
	case 6:
		request_answer(pages, fuzz);
		break;
	default:
		flip_send(pages);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	struct pages pages = {
		.requests = aligned_alloc(PAGE_OCTETS, PAGE_OCTETS),
		.events = aligned_alloc(PAGE_OCTETS, PAGE_OCTETS),
	};

	fake_xen_reset();
	memset(pages.requests, 0, PAGE_OCTETS);
	memset(pages.events, 0, PAGE_OCTETS);
	ring_init(&pages.ring, pages.requests, pages.events);
	while (fuzz.left && !pages.broken)
		step(&pages, &fuzz);
	free(pages.requests);
	free(pages.events);
	return 0;
}
