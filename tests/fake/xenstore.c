// SPDX-License-Identifier: GPL-2.0-only
#include "tests/fake/xenstore.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <xenstore.h>

#define MAX_NODES 2048
#define MAX_WATCHES 512
#define MAX_EVENTS 8192
#define MAX_DOMAINS 1024

struct node {
	char path[192];
	char *value;
	size_t length;
	unsigned int owner;
};

struct pair {
	char path[192];
	char token[64];
};

static struct node nodes[MAX_NODES];
static unsigned int n_nodes;
static struct pair watches[MAX_WATCHES], events[MAX_EVENTS];
static unsigned int n_watches, n_events;
static bool introduced[MAX_DOMAINS], deprived;
static unsigned int n_calls, fail_at, n_conflicts, n_open;
static int fail_error;
static void (*interruption)(void);
static int event_fd = -1;
static struct { bool set; struct node node; } pending;

/* Every faked call begins here. */
static bool call_fails(void)
{
	n_calls++;
	if (fail_at == 0 || n_calls != fail_at)
		return false;
	errno = fail_error;
	return true;
}

static struct node *node_find(const char *path)
{
	unsigned int i;

	for (i = 0; i < n_nodes; i++)
		if (!strcmp(nodes[i].path, path))
			return &nodes[i];
	return NULL;
}

/* Relative paths are below the caller's own domain, which is 0 here. */
static const char *absolute(const char *path, char *space, size_t size)
{
	if (path[0] == '/' || path[0] == '@')
		return path;
	snprintf(space, size, "/local/domain/0/%s", path);
	return space;
}

static void event_queue(const char *path, const char *token)
{
	uint64_t one = 1;

	if (n_events == MAX_EVENTS)
		abort();
	snprintf(events[n_events].path, sizeof(events[0].path), "%s", path);
	snprintf(events[n_events].token, sizeof(events[0].token), "%s", token);
	n_events++;
	if (event_fd >= 0 && write(event_fd, &one, sizeof(one)) < 0)
		abort();
}

static bool is_at_or_below(const char *path, const char *top)
{
	size_t n = strlen(top);

	return !strncmp(path, top, n) && (path[n] == '\0' || path[n] == '/');
}

static void watches_fire(const char *path, bool removed)
{
	unsigned int i;

	for (i = 0; i < n_watches; i++)
		if (is_at_or_below(path, watches[i].path))
			event_queue(path, watches[i].token);
		else if (removed && is_at_or_below(watches[i].path, path))
			event_queue(watches[i].path, watches[i].token);
}

static void node_set(const char *path, const void *value, size_t length,
		     unsigned int owner)
{
	struct node *node = node_find(path);
	char parent[192];
	char *slash;

	if (!node) {
		snprintf(parent, sizeof(parent), "%s", path);
		slash = strrchr(parent, '/');
		if (slash && slash != parent) {
			*slash = '\0';
			if (!node_find(parent))
				node_set(parent, "", 0, owner);
		}
		if (n_nodes == MAX_NODES)
			abort();
		node = &nodes[n_nodes++];
		snprintf(node->path, sizeof(node->path), "%s", path);
		node->value = NULL;
	}
	free(node->value);
	node->value = malloc(length + 1);
	memcpy(node->value, value, length);
	node->value[length] = '\0';
	node->length = length;
	node->owner = owner;
}

void fake_store_set_bytes(const char *path, const void *value, size_t length,
			  unsigned int owner)
{
	node_set(path, value, length, owner);
	watches_fire(path, false);
}

void fake_store_set(const char *path, const char *value, unsigned int owner)
{
	fake_store_set_bytes(path, value, strlen(value), owner);
}

static void nodes_remove(const char *path)
{
	unsigned int i = 0;

	while (i < n_nodes) {
		if (!is_at_or_below(nodes[i].path, path)) {
			i++;
			continue;
		}
		free(nodes[i].value);
		nodes[i] = nodes[--n_nodes];
	}
}

void fake_store_remove(const char *path)
{
	nodes_remove(path);
	watches_fire(path, true);
}

const char *fake_store_get(const char *path)
{
	struct node *node = node_find(path);

	return node ? node->value : NULL;
}

void fake_store_fire(const char *path)
{
	watches_fire(path, false);
}

void fake_store_introduce(unsigned int domid, bool is)
{
	introduced[domid % MAX_DOMAINS] = is;
}

void fake_store_deprive(void)
{
	deprived = true;
}

/* What only the control domain is told: names, and that a domain's directory is not there. */
static bool is_withheld(const char *path)
{
	const char *node = strrchr(path, '/');
	unsigned int domid, i;
	int end = 0;

	if (!deprived || !node || sscanf(path, "/local/domain/%u%n", &domid, &end) != 1)
		return false;
	if (path + end == node && (!strcmp(node, "/name") || !strcmp(node, "/vm")))
		return true;
	for (i = 0; i < n_nodes; i++)
		if (!strncmp(nodes[i].path, path, end + 1))
			return false;
	return true;
}

void fake_store_fail(unsigned int n, int error)
{
	n_calls = 0;
	fail_at = n;
	fail_error = error;
}

unsigned int fake_store_calls(void)
{
	return n_calls;
}

void fake_store_conflict(unsigned int n)
{
	n_conflicts = n;
}

void fake_store_interrupt(void (*function)(void))
{
	interruption = function;
}

unsigned int fake_store_watches(void)
{
	return n_watches;
}

unsigned int fake_store_open(void)
{
	return n_open;
}

void fake_store_reset(void)
{
	nodes_remove("");
	while (n_nodes > 0)
		free(nodes[--n_nodes].value);
	memset(introduced, 0, sizeof(introduced));
	deprived = false;
	n_watches = n_events = n_calls = fail_at = n_conflicts = 0;
	interruption = NULL;
}

struct xs_handle *xs_open(unsigned long flags)
{
	if (call_fails())
		return NULL;
	event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	n_open++;
	return malloc(1);
}

void xs_close(struct xs_handle *xs)
{
	if (!xs)
		return;
	close(event_fd);
	event_fd = -1;
	n_watches = n_events = 0;
	n_open--;
	free(xs);
}

int xs_fileno(struct xs_handle *xs)
{
	return event_fd;
}

void *xs_read(struct xs_handle *xs, xs_transaction_t transaction, const char *path,
	      unsigned int *length)
{
	char space[192];
	struct node *node;
	char *value;

	if (call_fails())
		return NULL;
	node = node_find(absolute(path, space, sizeof(space)));
	if (is_withheld(path)) {
		errno = EACCES;
		return NULL;
	}
	if (!node) {
		errno = ENOENT;
		return NULL;
	}
	value = malloc(node->length + 1);
	memcpy(value, node->value, node->length + 1);
	*length = node->length;
	return value;
}

bool xs_write(struct xs_handle *xs, xs_transaction_t transaction, const char *path,
	      const void *data, unsigned int length)
{
	char space[192];

	if (call_fails())
		return false;
	path = absolute(path, space, sizeof(space));
	if (transaction == XBT_NULL) {
		fake_store_set_bytes(path, data, length, 0);
		return true;
	}
	if (pending.set || length > 64)
		abort();
	pending.set = true;
	snprintf(pending.node.path, sizeof(pending.node.path), "%s", path);
	pending.node.value = malloc(length);
	memcpy(pending.node.value, data, length);
	pending.node.length = length;
	return true;
}

bool xs_rm(struct xs_handle *xs, xs_transaction_t transaction, const char *path)
{
	if (call_fails())
		return false;
	fake_store_remove(path);
	return true;
}

struct xs_permissions *xs_get_permissions(struct xs_handle *xs,
					  xs_transaction_t transaction,
					  const char *path, unsigned int *n)
{
	struct xs_permissions *permissions;
	struct node *node;

	if (call_fails())
		return NULL;
	node = node_find(path);
	if (!node) {
		errno = ENOENT;
		return NULL;
	}
	permissions = calloc(1, sizeof(*permissions));
	permissions[0].id = node->owner;
	*n = 1;
	return permissions;
}

/* One block, as the real one: the pointers, then the names. */
char **xs_directory(struct xs_handle *xs, xs_transaction_t transaction,
		    const char *path, unsigned int *n)
{
	size_t length = strlen(path), space = 0;
	unsigned int i, found = 0;
	char **entries, *names;

	if (call_fails())
		return NULL;
	if (!node_find(path)) {
		errno = ENOENT;
		return NULL;
	}
	entries = malloc(n_nodes * (sizeof(char *) + sizeof(nodes[0].path)));
	names = (char *)(entries + n_nodes);
	for (i = 0; i < n_nodes; i++) {
		const char *name = nodes[i].path + length + 1;

		if (!is_at_or_below(nodes[i].path, path) ||
		    nodes[i].path[length] == '\0' || strchr(name, '/'))
			continue;
		entries[found++] = strcpy(names + space, name);
		space += strlen(name) + 1;
	}
	*n = found;
	return entries;
}

bool xs_watch(struct xs_handle *xs, const char *path, const char *token)
{
	if (call_fails())
		return false;
	if (n_watches == MAX_WATCHES)
		abort();
	snprintf(watches[n_watches].path, sizeof(watches[0].path), "%s", path);
	snprintf(watches[n_watches].token, sizeof(watches[0].token), "%s", token);
	n_watches++;
	event_queue(path, token);
	return true;
}

bool xs_unwatch(struct xs_handle *xs, const char *path, const char *token)
{
	unsigned int i;

	if (call_fails())
		return false;
	for (i = 0; i < n_watches; i++) {
		if (strcmp(watches[i].path, path) || strcmp(watches[i].token, token))
			continue;
		watches[i] = watches[--n_watches];
		return true;
	}
	errno = ENOENT;
	return false;
}

char **xs_check_watch(struct xs_handle *xs)
{
	uint64_t count;
	char **event, *text;

	if (call_fails())
		return NULL;
	if (n_events == 0) {
		if (read(event_fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
			abort();
		errno = EAGAIN;
		return NULL;
	}
	event = malloc(2 * sizeof(char *) + sizeof(events[0]));
	text = (char *)(event + 2);
	event[XS_WATCH_PATH] = strcpy(text, events[0].path);
	event[XS_WATCH_TOKEN] = strcpy(text + sizeof(events[0].path), events[0].token);
	memmove(events, events + 1, --n_events * sizeof(events[0]));
	return event;
}

xs_transaction_t xs_transaction_start(struct xs_handle *xs)
{
	return call_fails() ? XBT_NULL : 1;
}

bool xs_transaction_end(struct xs_handle *xs, xs_transaction_t transaction, bool abandon)
{
	void (*interrupt)(void) = interruption;
	bool fails = call_fails(), was_set = pending.set;

	interruption = NULL;
	pending.set = false;
	if (!abandon && interrupt) {
		interrupt();
		n_conflicts++;
	}
	if (!fails && !abandon && n_conflicts > 0) {
		n_conflicts--;
		errno = EAGAIN;
		fails = true;
	}
	if (was_set && !fails && !abandon)
		fake_store_set_bytes(pending.node.path, pending.node.value,
				     pending.node.length, 0);
	if (was_set)
		free(pending.node.value);
	return !fails;
}

bool xs_is_domain_introduced(struct xs_handle *xs, unsigned int domid)
{
	if (call_fails())
		return false;
	if (deprived)
		errno = EACCES;
	return !deprived && introduced[domid % MAX_DOMAINS];
}
