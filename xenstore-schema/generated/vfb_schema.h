/* SPDX-License-Identifier: GPL-2.0-only */
/* Generated from vfb.yaml by `make schema`; do not edit. */
#ifndef XENSTORE_SCHEMA_GENERATED_VFB_SCHEMA_H
#define XENSTORE_SCHEMA_GENERATED_VFB_SCHEMA_H

#include "xenstore-schema/runtime/schema.h"

enum vfb_directory {
	VFB_DIR_BACKEND,	/* /local/domain/{backend-domid}/backend/vfb/{frontend-domid}/{devid} */
	VFB_DIR_FRONTEND,	/* /local/domain/{frontend-domid}/device/vfb/{devid} */
	VFB_DIR_LIBXL,	/* /libxl/{frontend-domid}/device/vfb/{devid} */
	VFB_N_DIRECTORIES,
};

enum vfb_node {
	VFB_BACKEND_FRONTEND,	/* path */
	VFB_BACKEND_FRONTEND_ID,	/* domid */
	VFB_BACKEND_ONLINE,	/* boolean */
	VFB_BACKEND_STATE,	/* xenbus-state */
	VFB_BACKEND_FEATURE_RESIZE,	/* boolean */
	VFB_BACKEND_REQUEST_UPDATE,	/* boolean */
	VFB_BACKEND_VNC,	/* boolean */
	VFB_BACKEND_VNCLISTEN,	/* string */
	VFB_BACKEND_VNCDISPLAY,	/* integer */
	VFB_BACKEND_VNCUNUSED,	/* boolean */
	VFB_BACKEND_VNCPASSWD,	/* string */
	VFB_BACKEND_SDL,	/* boolean */
	VFB_BACKEND_OPENGL,	/* boolean */
	VFB_BACKEND_DISPLAY,	/* string */
	VFB_BACKEND_XAUTHORITY,	/* string */
	VFB_FRONTEND_BACKEND,	/* path */
	VFB_FRONTEND_BACKEND_ID,	/* domid */
	VFB_FRONTEND_STATE,	/* xenbus-state */
	VFB_FRONTEND_PAGE_REF,	/* integer */
	VFB_FRONTEND_EVENT_CHANNEL,	/* evtchn */
	VFB_FRONTEND_PROTOCOL,	/* enum */
	VFB_FRONTEND_FEATURE_UPDATE,	/* boolean */
	VFB_FRONTEND_VIDEORAM,	/* integer */
	VFB_LIBXL_BACKEND,	/* path */
	VFB_LIBXL_FRONTEND,	/* path */
	VFB_LIBXL_FRONTEND_ID,	/* domid */
	VFB_LIBXL_ONLINE,	/* boolean */
	VFB_LIBXL_STATE,	/* xenbus-state */
	VFB_LIBXL_VNC,	/* boolean */
	VFB_LIBXL_VNCLISTEN,	/* string */
	VFB_LIBXL_VNCDISPLAY,	/* integer */
	VFB_LIBXL_VNCUNUSED,	/* boolean */
	VFB_LIBXL_VNCPASSWD,	/* string */
	VFB_LIBXL_SDL,	/* boolean */
	VFB_LIBXL_OPENGL,	/* boolean */
	VFB_LIBXL_DISPLAY,	/* string */
	VFB_LIBXL_XAUTHORITY,	/* string */
	VFB_N_NODES,
};

#define VFB_BACKEND_DOMID_MAX 32751u
#define VFB_FRONTEND_DOMID_MAX 32751u
#define VFB_DEVID_MAX 65535u
#define VFB_BACKEND_VNCLISTEN_MAX_LENGTH 255u
#define VFB_BACKEND_VNCPASSWD_MAX_LENGTH 255u
#define VFB_BACKEND_DISPLAY_MAX_LENGTH 255u
#define VFB_BACKEND_XAUTHORITY_MAX_LENGTH 1023u
#define VFB_LIBXL_VNCLISTEN_MAX_LENGTH 255u
#define VFB_LIBXL_VNCPASSWD_MAX_LENGTH 255u
#define VFB_LIBXL_DISPLAY_MAX_LENGTH 255u
#define VFB_LIBXL_XAUTHORITY_MAX_LENGTH 1023u

extern const struct schema vfb_schema;
extern const struct schema_directory vfb_directories[];
extern const struct schema_node vfb_nodes[];

#endif
