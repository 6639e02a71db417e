// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/connection.h"

#include <stdio.h>
#include <string.h>

static void output_enter(struct connection *connection, unsigned int index,
			 const struct output *output)
{
	struct worker_connector *connector = &connection->setup.connectors[index];

	snprintf(connector->output, sizeof(connector->output), "%s",
		 output ? output->name : OUTPUTS_HEADLESS);
	connector->card = output ? (int32_t)output->card : -1;
	connector->connector_id = output ? output->connector_id : 0;
	connector->crtc_id = output ? output->crtc_id : 0;
	connector->plane_id = output ? output->plane_id : 0;
}

void connection_claim(struct connection *connection, struct outputs *outputs,
		      const struct device_config *config, const void *owner,
		      const char *owner_name)
{
	struct worker_connector *connector;
	const struct output *output;
	unsigned int i;

	connection->setup.n_connectors = config->n_connectors;
	for (i = 0; i < config->n_connectors; i++) {
		connector = &connection->setup.connectors[i];
		connector->width = config->connectors[i].width;
		connector->height = config->connectors[i].height;
		memcpy(connector->unique_id, config->connectors[i].unique_id,
		       sizeof(connector->unique_id));
		output = outputs_claim(outputs, connector->unique_id, owner,
				       owner_name, connection->reasons[i]);
		output_enter(connection, i, output);
	}
}

void connection_set_rings(struct connection *connection,
			  const struct frontend_rings *rings)
{
	unsigned int i;

	for (i = 0; i < connection->setup.n_connectors; i++) {
		struct worker_connector *connector = &connection->setup.connectors[i];

		connector->req_ring_ref = rings->connectors[i].req_ring_ref;
		connector->req_event_channel = rings->connectors[i].req_event_channel;
		connector->evt_ring_ref = rings->connectors[i].evt_ring_ref;
		connector->evt_event_channel = rings->connectors[i].evt_event_channel;
	}
}

static void card_lose(struct connection *connection, int32_t card, const char *why)
{
	char reason[WORKER_REASON_BYTES];
	unsigned int i;

	for (i = 0; i < connection->setup.n_connectors; i++) {
		struct worker_connector *connector = &connection->setup.connectors[i];

		if (connector->card != card)
			continue;
		snprintf(reason, sizeof(reason), "no lease of %s: %s",
			 connector->output, why);
		memcpy(connection->reasons[i], reason, sizeof(reason));
		output_enter(connection, i, NULL);
	}
}

/* From our number of a card to its place among the leases. */
static void card_renumber(struct connection *connection, int32_t card, int32_t lease)
{
	unsigned int i;

	for (i = 0; i < connection->setup.n_connectors; i++)
		if (connection->setup.connectors[i].card == card)
			connection->setup.connectors[i].card = lease;
}

static bool card_is_needed(const struct connection *connection, int32_t card)
{
	unsigned int i;

	for (i = 0; i < connection->setup.n_connectors; i++)
		if (connection->setup.connectors[i].card == card)
			return true;
	return false;
}

void connection_lease(struct connection *connection, struct outputs *outputs,
		      const void *owner)
{
	uint32_t *n = &connection->setup.n_cards;
	int32_t card;
	int ret;

	/* Upwards: a card's new number is never one that is still to come. */
	for (card = 0; card < OUTPUTS_MAX_CARDS; card++) {
		if (!card_is_needed(connection, card))
			continue;
		if (*n == WORKER_MAX_CARDS) {
			card_lose(connection, card, "too many cards for one device");
			continue;
		}
		ret = outputs_lease(outputs, owner, card, &connection->leases[*n]);
		if (ret)
			card_lose(connection, card, strerror(-ret));
		else
			card_renumber(connection, card, (*n)++);
	}
}

void connection_lease_fds(const struct connection *connection,
			  int fds[WORKER_MAX_CARDS])
{
	unsigned int i;

	for (i = 0; i < connection->setup.n_cards; i++)
		fds[i] = connection->leases[i].fd;
}

void connection_sent(struct connection *connection)
{
	unsigned int i;

	for (i = 0; i < connection->setup.n_cards; i++)
		lease_close_fd(&connection->leases[i]);
}

void connection_end(struct connection *connection)
{
	unsigned int i;

	for (i = 0; i < connection->setup.n_cards; i++)
		lease_revoke(&connection->leases[i]);
	connection->setup.n_cards = 0;
}
