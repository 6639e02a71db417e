/* SPDX-License-Identifier: GPL-2.0-only */
/* The device /dev/xen/gntdev-dmabuf as far as its library can see it. */
#ifndef TESTS_FAKE_GNTDEV_H
#define TESTS_FAKE_GNTDEV_H

#include <xen/gntdev-dmabuf.h>

struct fake_gntdev {
	int fail_errno;		/* of the next ioctl, open or read; 0: it works */
	int fail_malloc;	/* the next malloc */
	unsigned long request;	/* of the last ioctl */
	union {
		struct gntdmabuf_export export;
		struct gntdmabuf_import import;
		struct gntdmabuf_release release;
		struct gntdmabuf_wait wait;
		struct gntdmabuf_restrict restriction;
		struct gntdmabuf_revoke revoke;
		struct gntdmabuf_query query;
		struct gntdmabuf_policy policy;
		struct gntdmabuf_info info;
	} arg;			/* as it came in */
	struct gntdmabuf_query status;		/* what QUERY answers */
	struct gntdmabuf_info info;		/* what INFO answers */
	struct gntdmabuf_event_record event; /* type 0: none waits */
};

extern struct fake_gntdev fake_gntdev;

#endif
