// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/device_state.h"

enum goal {
	GOAL_FORGOTTEN,		/* the toolstack has removed the device */
	GOAL_CLOSED,
	GOAL_CONFIGURED,	/* a new device, or one that we have not met */
	GOAL_WAITING,		/* for the front end */
	GOAL_SERVED,
};

static enum goal front_goal(const struct device_view *view)
{
	switch (view->front) {
	case XenbusStateInitialised:
		return GOAL_SERVED;
	case XenbusStateConnected:
		return view->stale ? GOAL_WAITING : GOAL_SERVED;
	case XenbusStateUnknown:
	case XenbusStateInitialising:
	case XenbusStateInitWait:
	case XenbusStateClosing:
	case XenbusStateClosed:
	case XenbusStateReconfiguring:
	case XenbusStateReconfigured:
		break;
	}
	return GOAL_WAITING;
}

static enum goal view_goal(const struct device_view *view)
{
	if (view->back == XENBUS_STATE_MISSING)
		return GOAL_FORGOTTEN;
	if (!view->online || view->back == XenbusStateClosing)
		return GOAL_CLOSED;
	/* Only a toolstack writes Initialising: the directory is a new one. */
	if (view->back == XenbusStateInitialising)
		return GOAL_CONFIGURED;
	if (view->dead)
		return GOAL_CLOSED;
	switch (view->config) {
	case DEVICE_CONFIG_UNREAD:
		return GOAL_CONFIGURED;
	case DEVICE_CONFIG_REFUSED:
		return GOAL_CLOSED;
	case DEVICE_CONFIG_GOOD:
		break;
	}
	/* Closed by the toolstack but online: until the front end begins anew. */
	if (view->back == XenbusStateClosed &&
	    view->front != XenbusStateInitialising)
		return GOAL_CLOSED;
	return front_goal(view);
}

static enum device_action serve(const struct device_view *view)
{
	switch (view->worker) {
	case DEVICE_WORKER_NONE:
		if (view->back != XenbusStateInitWait)
			return DEVICE_DO_WRITE_INIT_WAIT;
		return view->shutting_down ? DEVICE_DO_NOTHING :
					     DEVICE_DO_START_WORKER;
	case DEVICE_WORKER_SERVING:
		if (view->back != XenbusStateConnected)
			return DEVICE_DO_WRITE_CONNECTED;
		return DEVICE_DO_NOTHING;
	case DEVICE_WORKER_STARTING:
	case DEVICE_WORKER_STOPPING:
		break;
	}
	return DEVICE_DO_NOTHING;
}

enum device_action device_decide(const struct device_view *view)
{
	enum goal goal = view_goal(view);

	/* Until it is reaped a worker may hold the guest's pages. */
	if (view->worker == DEVICE_WORKER_STOPPING)
		return DEVICE_DO_NOTHING;
	if (view->worker != DEVICE_WORKER_NONE &&
	    (goal != GOAL_SERVED || view->shutting_down))
		return DEVICE_DO_STOP_WORKER;

	switch (goal) {
	case GOAL_FORGOTTEN:
		return DEVICE_DO_FORGET;
	case GOAL_CLOSED:
		return view->back == XenbusStateClosed ? DEVICE_DO_NOTHING :
							 DEVICE_DO_WRITE_CLOSED;
	case GOAL_CONFIGURED:
		return DEVICE_DO_CONFIGURE;
	case GOAL_WAITING:
		return view->back == XenbusStateInitWait && !view->begins ?
		       DEVICE_DO_NOTHING : DEVICE_DO_WRITE_INIT_WAIT;
	case GOAL_SERVED:
		return serve(view);
	}
	return DEVICE_DO_NOTHING;
}
