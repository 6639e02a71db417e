/* SPDX-License-Identifier: GPL-2.0-only */
/* Generated from vdispl.yaml by `make schema`; do not edit. */
#ifndef XENSTORE_SCHEMA_GENERATED_VDISPL_SCHEMA_H
#define XENSTORE_SCHEMA_GENERATED_VDISPL_SCHEMA_H

#include "xenstore-schema/runtime/schema.h"

enum vdispl_directory {
	VDISPL_DIR_BACKEND,	/* /local/domain/{backend-domid}/backend/vdispl/{frontend-domid}/{devid} */
	VDISPL_DIR_FRONTEND,	/* /local/domain/{frontend-domid}/device/vdispl/{devid} */
	VDISPL_DIR_CONNECTOR,	/* /local/domain/{frontend-domid}/device/vdispl/{devid}/{index} */
	VDISPL_DIR_ERROR,	/* /local/domain/{frontend-domid}/error/device/vdispl/{devid} */
	VDISPL_DIR_BACKEND_ERROR,	/* /local/domain/{backend-domid}/error/backend/vdispl/{frontend-domid}/{devid} */
	VDISPL_DIR_SERVICE,	/* /local/domain/{backend-domid}/drivers/vdispld */
	VDISPL_DIR_LIBXL,	/* /libxl/{frontend-domid}/device/vdispl/{devid} */
	VDISPL_N_DIRECTORIES,
};

enum vdispl_node {
	VDISPL_BACKEND_FRONTEND,	/* path */
	VDISPL_BACKEND_FRONTEND_ID,	/* domid */
	VDISPL_BACKEND_ONLINE,	/* boolean */
	VDISPL_BACKEND_STATE,	/* xenbus-state */
	VDISPL_BACKEND_VERSIONS,	/* integers */
	VDISPL_FRONTEND_BACKEND,	/* path */
	VDISPL_FRONTEND_BACKEND_ID,	/* domid */
	VDISPL_FRONTEND_STATE,	/* xenbus-state */
	VDISPL_FRONTEND_VERSION,	/* integer */
	VDISPL_FRONTEND_BE_ALLOC,	/* boolean */
	VDISPL_CONNECTOR_RESOLUTION,	/* resolution */
	VDISPL_CONNECTOR_UNIQUE_ID,	/* string */
	VDISPL_CONNECTOR_REQ_RING_REF,	/* gntref */
	VDISPL_CONNECTOR_REQ_EVENT_CHANNEL,	/* evtchn */
	VDISPL_CONNECTOR_EVT_RING_REF,	/* gntref */
	VDISPL_CONNECTOR_EVT_EVENT_CHANNEL,	/* evtchn */
	VDISPL_ERROR_ERROR,	/* string */
	VDISPL_BACKEND_ERROR_ERROR,	/* string */
	VDISPL_SERVICE_STATUS,	/* enum */
	VDISPL_LIBXL_BACKEND,	/* path */
	VDISPL_LIBXL_FRONTEND,	/* path */
	VDISPL_LIBXL_FRONTEND_ID,	/* domid */
	VDISPL_LIBXL_ONLINE,	/* boolean */
	VDISPL_LIBXL_STATE,	/* xenbus-state */
	VDISPL_N_NODES,
};

#define VDISPL_BACKEND_DOMID_MAX 32751u
#define VDISPL_FRONTEND_DOMID_MAX 32751u
#define VDISPL_DEVID_MAX 65535u
#define VDISPL_INDEX_MAX 15u
#define VDISPL_CONNECTOR_UNIQUE_ID_MAX_LENGTH 63u
#define VDISPL_ERROR_ERROR_MAX_LENGTH 255u
#define VDISPL_BACKEND_ERROR_ERROR_MAX_LENGTH 511u

extern const struct schema vdispl_schema;
extern const struct schema_directory vdispl_directories[];
extern const struct schema_node vdispl_nodes[];

#endif
