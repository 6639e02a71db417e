// SPDX-License-Identifier: GPL-2.0-only
/* One program goes on where another has stopped: a child plays the second one. */
#include "tests/unit/broker_case.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/vdispld/handover.h"
#include "tools/vdispld/orders.h"

static int lock;

static int lock_open(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* What execve() does to descriptors. */
static bool fd_survives(int fd)
{
	return fcntl(fd, F_GETFD) == 0;
}

/* Runs @program as the next one would, and tells whether it was content. */
static bool next_program(bool (*program)(void))
{
	int fd, status = -1;
	bool survive;
	pid_t pid;

	lock = lock_open();
	fd = handover_save(&broker, lock);
	CU_ASSERT_FATAL(fd >= 0);
	survive = fd_survives(fd) && fd_survives(lock);
	pid = fork();
	if (pid == 0) {
		/* Everything else of the first one is gone, but the store. */
		if (uv_loop_init(&loop))
			_exit(1);
		_exit(survive && program() ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	handover_cancel(&broker, lock, fd);
	CU_ASSERT_FALSE(fd_survives(lock));
	CU_ASSERT_PTR_NULL(getenv("VDISPLD_HANDOVER"));
	close(lock);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool broker_resumes(void)
{
	int kept = -1;
	struct json_object *left = handover_load(&kept);

	if (!left || kept != lock || getenv("VDISPLD_HANDOVER") || broker_begin())
		return false;
	handover_restore(&broker, left);
	settle();
	return true;
}

static bool connector_is(unsigned int domid, const char *output, bool leased)
{
	const struct device *device = broker_find_device(&broker, domid, 0);
	const struct connection *connection;

	if (!device)
		return false;
	connection = &device->connection;
	return !strcmp(connection->setup.connectors[0].output, output) &&
	       (connection->leases[0].lessee_id != 0) == leased;
}

/* Workers 0 and 1 are those of the first program. */
static bool two_serve_on(void)
{
	if (!broker_resumes() || fake_workers() != 4 || fake_workers_dropped())
		return false;
	if (!fake_worker(2)->resumed || !fake_worker(3)->resumed)
		return false;
	fake_worker_ready(2);
	fake_worker_ready(3);
	settle();
	if (back_state(5) != 4 || back_state(6) != 4 || fake_worker(2)->killed)
		return false;
	if (!connector_is(5, "VGA-1", true) || !connector_is(6, "headless", false))
		return false;
	/* What there was is not made again, and nobody was told anything. */
	return fake_drm_leases() == 1 && !fake_worker(2)->n_outputs && !fake_worker(3)->n_outputs;
}

static void test_workers_serve_on(void)
{
	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "side");
	CU_ASSERT(next_program(two_serve_on));
	/* The first one could go on as well: an execve() can fail. */
	CU_ASSERT_FALSE(fake_worker(0)->killed);
	end();
}

static bool one_is_shown(void)
{
	return broker_resumes() && connector_is(5, "VGA-1", true);
}

static void test_numbers_are_not_handed_on(void)
{
	begin();
	guest_create(5, "VGA-1");
	CU_ASSERT_EQUAL(identify_begin(&broker.identify), 0);
	CU_ASSERT(next_program(one_is_shown));
	CU_ASSERT_EQUAL(fake_drm_pictures(), 0);
	end();
}

static bool guest_leaves(void)
{
	if (!two_serve_on())
		return false;
	front_set(5, "5");
	settle();
	if (!fake_worker(2)->killed || fake_worker(3)->killed)
		return false;
	fake_workers_reap();
	settle();
	return back_state(5) == 2 && fake_drm_leases() == 0;
}

static void test_guest_leaves_the_second_program(void)
{
	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "side");
	CU_ASSERT(next_program(guest_leaves));
	end();
}

static bool orders_hold(void)
{
	struct output_order *order;
	char reason[WORKER_REASON_BYTES];

	if (!broker_resumes() || !connector_is(6, "VGA-1", true) ||
	    !connector_is(5, "headless", false))
		return false;
	order = &broker.outputs.orders[0];
	if (strcmp(order->name, "VGA-1") ||
	    order->owner != &broker_find_device(&broker, 6, 0)->owner)
		return false;
	fake_worker_ready(2);
	fake_worker_ready(3);
	/* And can be taken back. */
	return !orders_assign(&broker, "VGA-1", NULL, 0, reason) &&
	       connector_is(5, "VGA-1", true) && connector_is(6, "headless", false);
}

static void test_orders_hold(void)
{
	char reason[WORKER_REASON_BYTES];

	begin();
	guest_create(5, "VGA-1");
	guest_create(6, "side");
	CU_ASSERT_EQUAL(orders_assign(&broker, "VGA-1",
				      broker_find_device(&broker, 6, 0), 0, reason), 0);
	CU_ASSERT(next_program(orders_hold));
	end();
}

static bool mirror_holds(void)
{
	const struct connection *connection;
	char reason[WORKER_REASON_BYTES];
	struct device *device;

	if (!broker_resumes() || !connector_is(5, "VGA-1", true))
		return false;
	device = broker_find_device(&broker, 5, 0);
	connection = &device->connection;
	fake_worker_ready(fake_workers() - 1);
	settle();
	if (strcmp(connection->setup.connectors[worker_mirror_place(0)].output, "VGA-2") ||
	    fake_drm_leases() != 2 || fake_worker(1)->n_outputs)
		return false;
	/* And can be ended. */
	return !orders_mirror(&broker, "VGA-2", NULL, 0, reason) &&
	       fake_worker(1)->n_outputs == 1 && fake_drm_leases() == 1;
}

static void test_mirror_holds(void)
{
	char reason[WORKER_REASON_BYTES];

	begin_with(2, 2);
	guest_create(5, "VGA-1");
	CU_ASSERT_EQUAL(orders_mirror(&broker, "VGA-2", broker_find_device(&broker, 5, 0),
				      0, reason), 0);
	CU_ASSERT(next_program(mirror_holds));
	end();
}

/* Its rings are still offered: another worker takes them up. */
static bool one_starts_anew(void)
{
	return broker_resumes() && fake_workers_dropped() == 1 &&
	       fake_workers() == 2 && !fake_worker(1)->resumed;
}

static bool one_begins_anew(void)
{
	return broker_resumes() && fake_workers_dropped() == 1 &&
	       fake_workers() == 1 && back_state(5) == 2;
}

static void test_worker_that_does_not_serve_yet_is_dropped(void)
{
	begin();
	toolstack_create(5, "VGA-1");
	settle();
	front_publish(5, "8");
	front_set(5, "3");
	settle();
	CU_ASSERT_EQUAL(fake_workers(), 1);
	CU_ASSERT(next_program(one_starts_anew));
	end();
}

/* Its socket is closed: it is no reason to serve the others no longer. */
static void test_killed_worker_that_is_not_reaped_is_dropped(void)
{
	begin();
	guest_create(5, "VGA-1");
	fake_worker(0)->handle = (struct worker_handle){ .pid = 1000, .fd = -1 };
	CU_ASSERT(next_program(one_begins_anew));
	end();
}

static void test_other_configuration_drops_the_worker(void)
{
	begin();
	guest_create(5, "VGA-1");
	/* Of connectors that nobody has leased. */
	fake_store_set(front(5, "1/resolution"), "640x480", 0);
	fake_store_set(front(5, "1/unique-id"), "HDMI-1", 0);
	CU_ASSERT(next_program(one_begins_anew));
	end();
}

static bool resume_fails(void)
{
	fake_worker_fail(-ENOMEM);
	if (!broker_resumes())
		return false;
	fake_worker_fail(0);
	return fake_workers_dropped() == 1 && fake_workers() == 1 && back_state(5) == 2 &&
	       fake_drm_leases() == 0;
}

static void test_failed_resumption_drops_the_worker(void)
{
	begin();
	guest_create(5, "VGA-1");
	CU_ASSERT(next_program(resume_fails));
	end();
}

/* The text of what was left, in place of which the next program finds another. */
static void left_replace(struct json_object *left)
{
	const char *text = json_object_to_json_string(left);
	int fd = atoi(getenv("VDISPLD_HANDOVER"));

	if (ftruncate(fd, 0) || pwrite(fd, text, strlen(text), 0) != (ssize_t)strlen(text))
		_exit(1);
}

static struct json_object *left_read(void)
{
	struct json_object *left;
	char text[65536];
	ssize_t n = pread(atoi(getenv("VDISPLD_HANDOVER")), text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	left = json_tokener_parse(text);
	if (!left)
		_exit(1);
	return left;
}

static bool other_protocol(void)
{
	struct json_object *left = left_read();
	int kept = -1;

	json_object_object_add(left, "protocol", json_object_new_int(WORKER_PROTOCOL + 1));
	left_replace(left);
	return !handover_load(&kept) && kept == lock && fake_workers_dropped() == 1 &&
	       !broker_begin();
}

static void test_other_protocol_drops_all(void)
{
	begin();
	guest_create(5, "VGA-1");
	CU_ASSERT(next_program(other_protocol));
	end();
}

static unsigned int spoilt;	/* the member that is spoilt, over all objects */

/* Members that only a later part can do without. */
static bool object_spoil(struct json_object *object, unsigned int *n)
{
	size_t i;

	if (json_object_is_type(object, json_type_array)) {
		for (i = 0; i < json_object_array_length(object); i++)
			if (object_spoil(json_object_array_get_idx(object, i), n))
				return true;
		return false;
	}
	if (!json_object_is_type(object, json_type_object))
		return false;
	json_object_object_foreach(object, key, value) {
		if ((*n)++ == spoilt) {
			json_object_object_add(object, key, json_object_new_double(0.5));
			return true;
		}
		if (object_spoil(value, n))
			return true;
	}
	return false;
}

/* Served on, begun anew, or left alone; never anything between. */
static bool spoilt_is_survived(void)
{
	struct json_object *left = left_read();
	const struct device *device;
	unsigned int n = 0;
	int kept = -1;

	if (!object_spoil(left, &n))
		return false;
	left_replace(left);
	left = handover_load(&kept);
	if (broker_begin())
		return false;
	if (left)
		handover_restore(&broker, left);
	settle();
	device = broker_find_device(&broker, 5, 0);
	if (fake_workers() == 2)
		return device && device->worker && fake_workers_dropped() == 0;
	return device && !device->worker && back_state(5) == 2;
}

static bool nothing_to_spoil(void)
{
	unsigned int n = 0;

	return !object_spoil(left_read(), &n);
}

static void test_spoilt_members(void)
{
	begin();
	guest_create(5, "VGA-1");
	CU_ASSERT_FATAL(!outputs_set_blank(&broker.outputs, "DP-1", true));
	for (spoilt = 0; spoilt < 200 && !next_program(nothing_to_spoil); spoilt++)
		if (!next_program(spoilt_is_survived)) {
			printf("# member %u\n", spoilt);
			CU_FAIL("a spoilt member");
		}
	CU_ASSERT(spoilt > 20 && spoilt < 200);
	end();
}

static bool nonsense(void)
{
	int kept = -1;

	setenv("VDISPLD_HANDOVER", "nonsense", 1);
	if (handover_load(&kept) || kept != -1 || getenv("VDISPLD_HANDOVER"))
		return false;
	return !handover_load(&kept);
}

static void test_nonsense(void)
{
	begin();
	CU_ASSERT(next_program(nonsense));
	end();
}

TEST_MAIN("handover",
	  TEST(test_workers_serve_on),
	  TEST(test_guest_leaves_the_second_program),
	  TEST(test_numbers_are_not_handed_on),
	  TEST(test_orders_hold),
	  TEST(test_mirror_holds),
	  TEST(test_worker_that_does_not_serve_yet_is_dropped),
	  TEST(test_killed_worker_that_is_not_reaped_is_dropped),
	  TEST(test_other_configuration_drops_the_worker),
	  TEST(test_failed_resumption_drops_the_worker),
	  TEST(test_other_protocol_drops_all),
	  TEST(test_spoilt_members),
	  TEST(test_nonsense))
