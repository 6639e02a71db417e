// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/identify.h"

#include <errno.h>
#include <string.h>

#include "tools/common/log.h"
#include "tools/vdispld/broker.h"

void identify_init(struct identify *identify, struct broker *broker)
{
	*identify = (struct identify){ .broker = broker, .owner.name = "identify" };
	uv_timer_init(broker->loop, &identify->timer);
	identify->timer.data = identify;
}

static void timer_fired(uv_timer_t *timer)
{
	identify_end(timer->data);
}

/* Claims the output and puts the number there, if a display is plugged in. */
static void output_number(struct identify *identify, const char *name,
			  unsigned int number)
{
	struct outputs *outputs = &identify->broker->outputs;
	struct identify_plate *plate = &identify->plates[identify->n];
	char reason[WORKER_REASON_BYTES];
	const struct output *output;
	int ret;

	output = outputs_claim(outputs, &identify->owner, number, name, reason);
	if (!output) {
		log_warning("identify: %s", reason);
		return;
	}
	ret = plate_show(&plate->plate, outputs->cards[output->card].fd,
			 output->connector_id, output->crtc_id, number);
	if (ret) {
		if (ret != -ENODEV)
			log_warning("identify: %s: %s", name, strerror(-ret));
		return;
	}
	plate->number = number;
	memcpy(plate->name, output->name, sizeof(plate->name));
	identify->n++;
}

int identify_begin(struct identify *identify)
{
	struct outputs *outputs = &identify->broker->outputs;
	static char names[OUTPUTS_MAX_CLAIMS][WORKER_OUTPUT_BYTES];
	unsigned int i, n;

	if (!identify->n) {
		n = outputs_list(outputs, names);
		outputs->reserved = &identify->owner;
		broker_review_outputs(identify->broker);
		for (i = 0; i < n; i++)
			output_number(identify, names[i], i + 1);
	}
	if (!identify->n) {
		identify_end(identify);
		return -ENODEV;
	}
	uv_update_time(identify->broker->loop);
	return uv_timer_start(&identify->timer, timer_fired, IDENTIFY_SECONDS * 1000, 0);
}

void identify_end(struct identify *identify)
{
	struct outputs *outputs = &identify->broker->outputs;

	if (outputs->reserved != &identify->owner)
		return;
	uv_timer_stop(&identify->timer);
	while (identify->n)
		plate_remove(&identify->plates[--identify->n].plate);
	outputs->reserved = NULL;
	outputs_release(outputs, &identify->owner);
	broker_review_outputs(identify->broker);
}

void identify_finish(struct identify *identify)
{
	identify_end(identify);
	uv_close((uv_handle_t *)&identify->timer, NULL);
}
