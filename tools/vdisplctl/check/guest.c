// SPDX-License-Identifier: GPL-2.0-only
/*
 * What all screens of one guest need together. Each 4 KiB of a buffer takes one
 * grant reference, and so does each page that lists 1023 of them.
 */
#include "tools/vdisplctl/check/config.h"

#include <inttypes.h>

#include "tools/common/defaults.h"
#include "tools/common/pages.h"

#define PIXEL_BYTES 4			/* the stock driver's usual format */
#define DIRECTORY_REFS 1023		/* displif.h: a page less its link */
#define BUFFERS 3			/* shown, next, and the console's */
#define RING_PAGES 2
#define OTHER_FRAMES 8			/* disks, network, console */

static uint64_t round_up(uint64_t number, uint64_t by)
{
	return (number + by - 1) / by;
}

static uint64_t screen_pages(const struct config_connector *connector)
{
	return BUFFERS * round_up((uint64_t)connector->width * connector->height *
				  PIXEL_BYTES, PAGES_OCTETS);
}

static uint64_t screen_refs(const struct config_connector *connector)
{
	uint64_t pages = screen_pages(connector) / BUFFERS;

	return BUFFERS * (pages + round_up(pages, DIRECTORY_REFS)) + RING_PAGES;
}

static void pages_check(struct config *config, unsigned int line, uint64_t pages)
{
	struct finding *finding;

	if (pages <= DEFAULT_MAX_PAGES)
		return;
	finding = findings_add(config->findings, FINDING_ERROR, line, NULL);
	finding_what(finding, "%u buffers for each of %u screens are %" PRIu64 " pages; vdispld holds %u of one guest unless told otherwise",
		     BUFFERS, config->n_connectors, pages, DEFAULT_MAX_PAGES);
	finding_remedy(finding, "start it with --max-pages=%" PRIu64 ", or make the screens smaller",
		       pages);
}

/* More than Xen's own limit: xl create ends with "Invalid argument". */
static void frames_cap_check(struct config *config, unsigned int frames,
			     unsigned int line)
{
	const struct xen_limits *xen = &config->host->xen;
	struct finding *finding;

	if (!xen->known || !xen->grant_frames_most || frames <= xen->grant_frames)
		return;
	finding = findings_add(config->findings, FINDING_ERROR, line, NULL);
	finding_what(finding, "max_grant_frames is %u, and this Xen makes no guest with more than %" PRIu64,
		     frames, xen->grant_frames);
	finding_remedy(finding, "write gnttab_max_frames=%u into GRUB_CMDLINE_XEN, then update-grub and reboot",
		       frames);
}

static void frames_check(struct config *config, uint64_t refs, unsigned int line,
			 unsigned int frames, unsigned int frames_line)
{
	const struct config_host *host = config->host;
	uint64_t need = OTHER_FRAMES + round_up(refs, XEN_FRAME_REFS), have;
	struct finding *finding;

	have = frames ? frames : host->grant_frames ? host->grant_frames :
						      host->xen.grant_frames;
	if (need <= have)
		return;
	finding = findings_add(config->findings, FINDING_ERROR,
			       frames ? frames_line : line, NULL);
	finding_what(finding, "the screens take %" PRIu64 " grant references (%u buffers each), which with the other devices' is %" PRIu64 " grant frames; %s %" PRIu64,
		     refs, BUFFERS, need,
		     frames ? "max_grant_frames is" : host->grant_frames ?
		     "xl.conf's max_grant_frames is" : "Xen's default is", have);
	/* Before 4.18 the command line's number is what nobody gets more than. */
	if (need > host->xen.grant_frames && host->xen.grant_frames_most)
		finding_remedy(finding, "write max_grant_frames = %" PRIu64 ", and gnttab_max_frames=%" PRIu64 " into GRUB_CMDLINE_XEN",
			       need, need);
	else
		finding_remedy(finding, "write max_grant_frames = %" PRIu64, need);
}

void config_check_guest(struct config *config, unsigned int line,
			unsigned int frames, unsigned int frames_line)
{
	uint64_t refs = 0, pages = 0;
	unsigned int i;

	for (i = 0; i < config->n_connectors; i++) {
		refs += screen_refs(&config->connectors[i]);
		pages += screen_pages(&config->connectors[i]);
	}
	pages_check(config, line, pages);
	frames_cap_check(config, frames, frames_line);
	/* With be-alloc the host grants its own pages to the guest. */
	if (!config->be_alloc)
		frames_check(config, refs, line, frames, frames_line);
}
