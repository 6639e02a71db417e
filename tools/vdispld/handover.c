// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common/control.h"
#include "tools/common/number.h"
#include "tools/vdispld/device_worker.h"

#define VARIABLE "VDISPLD_HANDOVER"
#define MAX_OCTETS (16u << 20)

static void number_put(struct json_object *object, const char *key, uint64_t number)
{
	json_object_object_add(object, key, json_object_new_uint64(number));
}

static void text_put(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

static int cloexec_set(int fd, bool on)
{
	return fcntl(fd, F_SETFD, on ? FD_CLOEXEC : 0) ? -errno : 0;
}

/* One that has been killed has no socket any more, though nobody has reaped it yet. */
static bool device_is_served(const struct device *device)
{
	return device->worker_state == DEVICE_WORKER_SERVING &&
	       worker_handle(device->worker).fd >= 0;
}

/* Of everything that is left: cards, lock, workers' sockets. */
static int all_cloexec_set(struct broker *broker, int lock, bool on)
{
	struct device *device, *next;
	int ret = cloexec_set(lock, on);
	unsigned int i;

	for (i = 0; i < OUTPUTS_MAX_CARDS && !ret; i++)
		if (broker->outputs.cards[i].fd >= 0)
			ret = cloexec_set(broker->outputs.cards[i].fd, on);
	HASH_ITER(hh, broker->devices, device, next)
		if (!ret && device_is_served(device))
			ret = cloexec_set(worker_handle(device->worker).fd, on);
	return ret;
}

static struct json_object *card_save(const struct card *card)
{
	struct json_object *object = json_object_new_object();

	if (card->fd >= 0) {
		text_put(object, "path", card->path);
		number_put(object, "fd", card->fd);
	}
	return object;
}

static void owner_put(struct json_object *object, const struct output_owner *owner,
		      unsigned int place)
{
	if (!owner)
		return;
	text_put(object, "owner", owner->name);
	number_put(object, "place", place);
}

static struct json_object *claim_save(const struct output *claim)
{
	struct json_object *object = json_object_new_object();

	text_put(object, "name", claim->name);
	owner_put(object, claim->owner, claim->place);
	number_put(object, "card", claim->card);
	number_put(object, "connector-id", claim->connector_id);
	number_put(object, "crtc-id", claim->crtc_id);
	number_put(object, "plane-id", claim->plane_id);
	return object;
}

static struct json_object *order_save(const struct output_order *order)
{
	struct json_object *object = json_object_new_object();

	text_put(object, "name", order->name);
	owner_put(object, order->owner, order->place);
	number_put(object, "blank", order->blank);
	return object;
}

static struct json_object *places_save(const struct connection *connection)
{
	struct json_object *array = json_object_new_array(), *object;
	unsigned int i;

	worker_for_each_place(i, &connection->setup) {
		object = json_object_new_object();
		text_put(object, "output", connection->setup.connectors[i].output);
		text_put(object, "reason", connection->reasons[i]);
		number_put(object, "lessee", connection->leases[i].lessee_id);
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *device_save(const struct device *device)
{
	struct json_object *object = json_object_new_object();
	struct worker_handle handle = worker_handle(device->worker);

	number_put(object, "pid", handle.pid);
	if (!device_is_served(device))
		return object;
	number_put(object, "domid", device->key.domid);
	number_put(object, "devid", device->key.devid);
	text_put(object, "identity", device->identity);
	number_put(object, "fd", handle.fd);
	json_object_object_add(object, "places", places_save(&device->connection));
	return object;
}

static struct json_object *broker_save(struct broker *broker, int lock)
{
	struct json_object *left = json_object_new_object();
	struct json_object *cards = json_object_new_array();
	struct json_object *claims = json_object_new_array();
	struct json_object *orders = json_object_new_array();
	struct json_object *devices = json_object_new_array();
	struct outputs *outputs = &broker->outputs;
	struct device *device, *next;
	unsigned int i;

	number_put(left, "protocol", WORKER_PROTOCOL);
	number_put(left, "lock", lock);
	for (i = 0; i < OUTPUTS_MAX_CARDS; i++)
		json_object_array_add(cards, card_save(&outputs->cards[i]));
	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (outputs->claims[i].owner)
			json_object_array_add(claims, claim_save(&outputs->claims[i]));
	for (i = 0; i < OUTPUTS_MAX_CLAIMS; i++)
		if (outputs->orders[i].name[0])
			json_object_array_add(orders, order_save(&outputs->orders[i]));
	HASH_ITER(hh, broker->devices, device, next)
		if (device->worker)
			json_object_array_add(devices, device_save(device));
	json_object_object_add(left, "cards", cards);
	json_object_object_add(left, "claims", claims);
	json_object_object_add(left, "orders", orders);
	json_object_object_add(left, "devices", devices);
	return left;
}

static int text_write(int fd, const char *text)
{
	size_t length = strlen(text);
	ssize_t n;

	for (; length > 0; text += n, length -= n) {
		n = write(fd, text, length);
		if (n < 0)
			return -errno;
	}
	return 0;
}

int handover_save(struct broker *broker, int lock)
{
	int fd = memfd_create("handover", 0), ret;	/* survives execve() */
	struct json_object *left;
	char number[16];

	if (fd < 0)
		return -errno;
	/* Pictures of our own are not handed on. */
	identify_end(&broker->identify);
	left = broker_save(broker, lock);
	ret = text_write(fd, json_object_to_json_string(left));
	json_object_put(left);
	snprintf(number, sizeof(number), "%d", fd);
	if (!ret && setenv(VARIABLE, number, 1))
		ret = -errno;
	if (!ret)
		ret = all_cloexec_set(broker, lock, false);
	if (!ret)
		return fd;
	handover_cancel(broker, lock, fd);
	return ret;
}

void handover_cancel(struct broker *broker, int lock, int fd)
{
	unsetenv(VARIABLE);
	all_cloexec_set(broker, lock, true);
	close(fd);
}

/* A descriptor that is open, and is ours from here on; -1: there is none. */
static int fd_get(struct json_object *object, const char *key)
{
	uint64_t fd;

	if (control_get_u64(object, key, INT_MAX, &fd) || fd <= STDERR_FILENO ||
	    cloexec_set((int)fd, true))
		return -1;
	return (int)fd;
}

/* Element @i of an array that may not be there. */
static struct json_object *element_get(struct json_object *object, const char *key,
				       size_t i)
{
	struct json_object *array;

	if (!json_object_object_get_ex(object, key, &array) ||
	    !json_object_is_type(array, json_type_array))
		return NULL;
	return json_object_array_get_idx(array, i);
}

static void worker_drop(struct json_object *saved)
{
	struct worker_handle handle = { .fd = fd_get(saved, "fd") };
	uint64_t pid;

	/* Neither everybody nor init. */
	if (control_get_u64(saved, "pid", INT_MAX, &pid) || pid < 2)
		return;
	handle.pid = (pid_t)pid;
	worker_kill_handle(&handle);
}

static void devices_drop(struct json_object *left)
{
	struct json_object *saved;
	size_t i;
	int fd;

	for (i = 0; (saved = element_get(left, "devices", i)); i++)
		worker_drop(saved);
	for (i = 0; (saved = element_get(left, "cards", i)); i++) {
		fd = fd_get(saved, "fd");
		if (fd >= 0)
			close(fd);
	}
}

static struct json_object *memfd_parse(int fd)
{
	struct json_object *left = NULL;
	struct stat info;
	char *text;

	if (fstat(fd, &info) || info.st_size <= 0 || info.st_size > MAX_OCTETS)
		return NULL;
	text = calloc(1, info.st_size + 1);
	if (text && pread(fd, text, info.st_size, 0) == info.st_size)
		left = json_tokener_parse(text);
	free(text);
	if (left && json_object_is_type(left, json_type_object))
		return left;
	json_object_put(left);
	return NULL;
}

struct json_object *handover_load(int *lock)
{
	const char *variable = getenv(VARIABLE);
	struct json_object *left;
	uint64_t protocol;
	uint32_t fd;

	if (!variable)
		return NULL;
	left = number_parse_u32(variable, &fd) ? NULL : memfd_parse((int)fd);
	unsetenv(VARIABLE);
	if (!left) {
		log_error("what the broker before has left makes no sense");
		return NULL;
	}
	close((int)fd);
	*lock = fd_get(left, "lock");
	if (*lock >= 0 && !control_get_u64(left, "protocol", UINT32_MAX, &protocol) &&
	    protocol == WORKER_PROTOCOL)
		return left;
	log_warning("the workers of the broker before are of another version: guests connect again");
	devices_drop(left);
	json_object_put(left);
	return NULL;
}

static struct device *owner_find(struct broker *broker, struct json_object *saved)
{
	const char *name = control_get_string(saved, "owner", "");
	struct device *device, *next;

	HASH_ITER(hh, broker->devices, device, next)
		if (!strcmp(device->name, name))
			return device;
	return NULL;
}

static void cards_restore(struct outputs *outputs, struct json_object *left)
{
	struct json_object *saved;
	unsigned int i;
	int fd;

	for (i = 0; i < OUTPUTS_MAX_CARDS; i++) {
		saved = element_get(left, "cards", i);
		fd = saved ? fd_get(saved, "fd") : -1;
		/* One that fails has been unplugged: no claim on it is found below. */
		if (fd >= 0)
			card_resume(&outputs->cards[i],
				    control_get_string(saved, "path", ""), fd);
	}
}

static int claim_restore(struct broker *broker, struct json_object *saved,
			 struct output *claim)
{
	struct device *device = owner_find(broker, saved);
	uint64_t place, card, connector_id, crtc_id, plane_id;

	if (!device ||
	    control_get_u64(saved, "place", WORKER_MAX_PLACES - 1, &place) ||
	    control_get_u64(saved, "card", OUTPUTS_MAX_CARDS - 1, &card) ||
	    control_get_u64(saved, "connector-id", UINT32_MAX, &connector_id) ||
	    control_get_u64(saved, "crtc-id", UINT32_MAX, &crtc_id) ||
	    control_get_u64(saved, "plane-id", UINT32_MAX, &plane_id) ||
	    broker->outputs.cards[card].fd < 0)
		return -EINVAL;
	*claim = (struct output){
		.owner = &device->owner, .place = place, .card = card,
		.connector_id = connector_id, .crtc_id = crtc_id, .plane_id = plane_id,
	};
	snprintf(claim->name, sizeof(claim->name), "%s",
		 control_get_string(saved, "name", ""));
	return 0;
}

static void outputs_restore(struct broker *broker, struct json_object *left)
{
	struct outputs *outputs = &broker->outputs;
	struct json_object *saved;
	uint64_t number = 0;
	unsigned int i, n = 0;

	for (i = 0; n < OUTPUTS_MAX_CLAIMS && (saved = element_get(left, "claims", i)); i++)
		if (!claim_restore(broker, saved, &outputs->claims[n]))
			n++;
	for (i = 0; (saved = element_get(left, "orders", i)); i++) {
		const char *name = control_get_string(saved, "name", "");
		struct device *device = owner_find(broker, saved);

		if (!control_get_u64(saved, "blank", 1, &number) && number)
			outputs_set_blank(outputs, name, true);
		if (device && !control_get_u64(saved, "place",
					       WORKER_MAX_PLACES - 1, &number))
			outputs_assign(outputs, name, &device->owner, number);
	}
}

/* A place that was leased has its claim, or it is not what it was. */
static int place_restore(struct device *device, unsigned int place,
			 struct json_object *saved)
{
	struct connection *connection = &device->connection;
	struct worker_connector *connector = &connection->setup.connectors[place];
	struct outputs *outputs = &device->broker->outputs;
	const char *name = control_get_string(saved, "output", OUTPUTS_HEADLESS);
	const struct output *output = outputs_find(outputs, name);
	uint64_t lessee;

	if (control_get_u64(saved, "lessee", UINT32_MAX, &lessee))
		return -EINVAL;
	if (lessee && (!output || output->owner != &device->owner || output->place != place))
		return -EINVAL;
	snprintf(connection->reasons[place], WORKER_REASON_BYTES, "%s",
		 control_get_string(saved, "reason", ""));
	if (!lessee)
		return 0;
	snprintf(connector->output, sizeof(connector->output), "%s", name);
	connector->card = 0;
	connector->connector_id = output->connector_id;
	connector->crtc_id = output->crtc_id;
	connector->plane_id = output->plane_id;
	connection->leases[place] = (struct lease){
		.card_fd = outputs->cards[output->card].fd,
		.lessee_id = lessee,
		.fd = -1,
	};
	return 0;
}

/* Fills the worker's handle. */
static int device_restore(struct device *device, struct json_object *saved,
			  struct worker_handle *handle)
{
	struct json_object *place;
	unsigned int i, n = 0;
	uint64_t pid;
	int ret;

	worker_for_each_place(i, &device->connection.setup) {
		place = element_get(saved, "places", n++);
		ret = place ? place_restore(device, i, place) : -EINVAL;
		if (ret)
			return ret;
	}
	if (element_get(saved, "places", n) ||
	    control_get_u64(saved, "pid", INT_MAX, &pid) || pid < 2)
		return -EINVAL;
	*handle = (struct worker_handle){ .pid = (pid_t)pid, .fd = fd_get(saved, "fd") };
	return handle->fd < 0 ? -EINVAL : 0;
}

/* The devices that can be served on; @resumed has one for each that was left, or NULL. */
static void devices_begin(struct broker *broker, struct json_object *left,
			  struct device *resumed[BROKER_MAX_DEVICES])
{
	struct json_object *saved;
	struct device_key key;
	uint64_t domid, devid;
	unsigned int i;

	for (i = 0; i < BROKER_MAX_DEVICES; i++) {
		saved = element_get(left, "devices", i);
		resumed[i] = NULL;
		if (!saved || control_get_u64(saved, "domid", UINT32_MAX, &domid) ||
		    control_get_u64(saved, "devid", UINT32_MAX, &devid))
			continue;
		key = (struct device_key){ .domid = domid, .devid = devid };
		if (broker_find_device(broker, key.domid, key.devid) ||
		    device_create(broker, &key, &resumed[i]))
			continue;
		if (device_recall(resumed[i], control_get_string(saved, "identity", "")))
			resumed[i] = NULL;
	}
}

void handover_restore(struct broker *broker, struct json_object *left)
{
	static struct device *resumed[BROKER_MAX_DEVICES];
	struct worker_handle handle;
	struct json_object *saved;
	struct device *device;
	unsigned int i, n = 0;

	devices_begin(broker, left, resumed);
	cards_restore(&broker->outputs, left);
	outputs_restore(broker, left);
	for (i = 0; (saved = element_get(left, "devices", i)); i++) {
		device = i < BROKER_MAX_DEVICES ? resumed[i] : NULL;
		if (!device || device_restore(device, saved, &handle))
			worker_drop(saved);
		else if (!device_worker_resume(device, &handle)) {
			n++;
			continue;
		}
		if (device)
			device_forget(device);
	}
	outputs_tidy(&broker->outputs);
	/* vdispld.conf may be another one, too. */
	broker->outputs_due = true;
	log_info("%u worker%s of the broker before serve%s on", n, n == 1 ? "" : "s",
		 n == 1 ? "s" : "");
	json_object_put(left);
}
