// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/connection.h"

#include <stdio.h>
#include <string.h>

static void output_enter(struct connection *connection, unsigned int place,
			 const struct output *output)
{
	struct worker_connector *connector = &connection->setup.connectors[place];

	snprintf(connector->output, sizeof(connector->output), "%s",
		 output ? output->name : OUTPUTS_HEADLESS);
	connector->card = output ? 0 : -1;
	connector->connector_id = output ? output->connector_id : 0;
	connector->crtc_id = output ? output->crtc_id : 0;
	connector->plane_id = output ? output->plane_id : 0;
}

void connection_begin(struct connection *connection, const struct device_config *config)
{
	unsigned int i;

	memset(connection, 0, sizeof(*connection));
	connection->setup.n_connectors = config->n_connectors;
	connection->setup.be_alloc = config->be_alloc;
	for (i = 0; i < WORKER_MAX_PLACES; i++) {
		struct worker_connector *connector = &connection->setup.connectors[i];
		unsigned int index = worker_place_connector(i);

		connection->leases[i].fd = -1;
		if (!worker_setup_has(&connection->setup, i))
			continue;
		connector->width = config->connectors[index].width;
		connector->height = config->connectors[index].height;
		memcpy(connector->unique_id, config->connectors[index].unique_id,
		       sizeof(connector->unique_id));
		output_enter(connection, i, NULL);
	}
}

static const struct output *output_lease(struct connection *connection,
					 struct outputs *outputs, unsigned int place,
					 const struct output *output)
{
	int ret = outputs_lease(outputs, output, &connection->leases[place]);

	if (!ret)
		return output;
	snprintf(connection->reasons[place], WORKER_REASON_BYTES, "no lease of %s: %s",
		 output->name, strerror(-ret));
	return NULL;
}

bool connection_set_output(struct connection *connection, struct outputs *outputs,
			   const struct output_owner *owner, unsigned int place,
			   bool lease)
{
	const struct worker_connector *connector = &connection->setup.connectors[place];
	struct lease *held = &connection->leases[place];
	bool was_leased = held->lessee_id != 0;
	const struct output *output;

	output = outputs_claim(outputs, owner, place, connector->unique_id,
			       connection->reasons[place]);
	if (output && outputs_is_blank(outputs, output->name)) {
		snprintf(connection->reasons[place], WORKER_REASON_BYTES,
			 "%s has been blanked", output->name);
		output = NULL;
	}
	if (was_leased && output && !strcmp(output->name, connector->output))
		return false;
	/* Before the next owner's lease of the same, and while the card is open. */
	lease_revoke(held);
	if (output && lease)
		output = output_lease(connection, outputs, place, output);
	output_enter(connection, place, output);
	outputs_tidy(outputs);
	return was_leased || held->lessee_id;
}

int connection_lease_fd(const struct connection *connection, unsigned int place)
{
	return connection->leases[place].fd;
}

bool connection_is_mirrored(const struct connection *connection, unsigned int index)
{
	unsigned int place = worker_mirror_place(index);

	return connection->setup.connectors[place].card >= 0 ||
	       connection->reasons[place][0];
}

void connection_set_rings(struct connection *connection,
			  const struct frontend_rings *rings)
{
	unsigned int i;

	connection->setup.version = rings->version;
	for (i = 0; i < connection->setup.n_connectors; i++) {
		struct worker_connector *connector = &connection->setup.connectors[i];

		connector->req_ring_ref = rings->connectors[i].req_ring_ref;
		connector->req_event_channel = rings->connectors[i].req_event_channel;
		connector->evt_ring_ref = rings->connectors[i].evt_ring_ref;
		connector->evt_event_channel = rings->connectors[i].evt_event_channel;
	}
}

void connection_lease_fds(struct connection *connection, int fds[WORKER_MAX_CARDS])
{
	struct worker_setup *setup = &connection->setup;
	unsigned int i;

	setup->n_cards = 0;
	worker_for_each_place(i, setup) {
		if (!connection->leases[i].lessee_id)
			continue;
		fds[setup->n_cards] = connection->leases[i].fd;
		setup->connectors[i].card = setup->n_cards++;
	}
}

void connection_sent(struct connection *connection)
{
	unsigned int i;

	worker_for_each_place(i, &connection->setup)
		lease_close_fd(&connection->leases[i]);
}

void connection_end(struct connection *connection)
{
	unsigned int i;

	worker_for_each_place(i, &connection->setup)
		lease_revoke(&connection->leases[i]);
	connection->setup.n_cards = 0;
}
