/* SPDX-License-Identifier: GPL-2.0-only */
/* Generated from vkbd.yaml by `make schema`; do not edit. */
#ifndef XENSTORE_SCHEMA_GENERATED_VKBD_SCHEMA_H
#define XENSTORE_SCHEMA_GENERATED_VKBD_SCHEMA_H

#include "xenstore-schema/runtime/schema.h"

enum vkbd_directory {
	VKBD_DIR_BACKEND,	/* /local/domain/{backend-domid}/backend/vkbd/{frontend-domid}/{devid} */
	VKBD_DIR_FRONTEND,	/* /local/domain/{frontend-domid}/device/vkbd/{devid} */
	VKBD_DIR_LIBXL,	/* /libxl/{frontend-domid}/device/vkbd/{devid} */
	VKBD_N_DIRECTORIES,
};

enum vkbd_node {
	VKBD_BACKEND_FRONTEND,	/* path */
	VKBD_BACKEND_FRONTEND_ID,	/* domid */
	VKBD_BACKEND_ONLINE,	/* boolean */
	VKBD_BACKEND_STATE,	/* xenbus-state */
	VKBD_BACKEND_UNIQUE_ID,	/* string */
	VKBD_BACKEND_FEATURE_DISABLE_KEYBOARD,	/* boolean */
	VKBD_BACKEND_FEATURE_DISABLE_POINTER,	/* boolean */
	VKBD_BACKEND_FEATURE_ABS_POINTER,	/* boolean */
	VKBD_BACKEND_FEATURE_RAW_POINTER,	/* boolean */
	VKBD_BACKEND_FEATURE_MULTI_TOUCH,	/* boolean */
	VKBD_BACKEND_WIDTH,	/* integer */
	VKBD_BACKEND_HEIGHT,	/* integer */
	VKBD_BACKEND_MULTI_TOUCH_NUM_CONTACTS,	/* integer */
	VKBD_BACKEND_MULTI_TOUCH_WIDTH,	/* integer */
	VKBD_BACKEND_MULTI_TOUCH_HEIGHT,	/* integer */
	VKBD_FRONTEND_BACKEND,	/* path */
	VKBD_FRONTEND_BACKEND_ID,	/* domid */
	VKBD_FRONTEND_STATE,	/* xenbus-state */
	VKBD_FRONTEND_REQUEST_ABS_POINTER,	/* boolean */
	VKBD_FRONTEND_REQUEST_RAW_POINTER,	/* boolean */
	VKBD_FRONTEND_REQUEST_MULTI_TOUCH,	/* boolean */
	VKBD_FRONTEND_PAGE_GREF,	/* gntref */
	VKBD_FRONTEND_EVENT_CHANNEL,	/* evtchn */
	VKBD_FRONTEND_PAGE_REF,	/* integer */
	VKBD_LIBXL_BACKEND,	/* path */
	VKBD_LIBXL_FRONTEND,	/* path */
	VKBD_LIBXL_FRONTEND_ID,	/* domid */
	VKBD_LIBXL_ONLINE,	/* boolean */
	VKBD_LIBXL_STATE,	/* xenbus-state */
	VKBD_LIBXL_UNIQUE_ID,	/* string */
	VKBD_LIBXL_FEATURE_DISABLE_KEYBOARD,	/* boolean */
	VKBD_LIBXL_FEATURE_DISABLE_POINTER,	/* boolean */
	VKBD_LIBXL_FEATURE_ABS_POINTER,	/* boolean */
	VKBD_LIBXL_FEATURE_RAW_POINTER,	/* boolean */
	VKBD_LIBXL_FEATURE_MULTI_TOUCH,	/* boolean */
	VKBD_LIBXL_WIDTH,	/* integer */
	VKBD_LIBXL_HEIGHT,	/* integer */
	VKBD_LIBXL_MULTI_TOUCH_NUM_CONTACTS,	/* integer */
	VKBD_LIBXL_MULTI_TOUCH_WIDTH,	/* integer */
	VKBD_LIBXL_MULTI_TOUCH_HEIGHT,	/* integer */
	VKBD_N_NODES,
};

#define VKBD_BACKEND_DOMID_MAX 32751u
#define VKBD_FRONTEND_DOMID_MAX 32751u
#define VKBD_DEVID_MAX 65535u
#define VKBD_BACKEND_UNIQUE_ID_MAX_LENGTH 255u
#define VKBD_LIBXL_UNIQUE_ID_MAX_LENGTH 255u

extern const struct schema vkbd_schema;
extern const struct schema_directory vkbd_directories[];
extern const struct schema_node vkbd_nodes[];

#endif
