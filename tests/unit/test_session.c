// SPDX-License-Identifier: GPL-2.0-only
/* The worker's side of the talk with the broker: setup, questions, the end. */
#include "tests/unit/session_case.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static int receive(void)
{
	return session_receive_setup(session.fd, &setup_got, leases);
}

static void test_setup_with_leases(void)
{
	begin();
	setup_sent.n_cards = 2;
	setup_sent.connectors[0].card = 1;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 2);
	CU_ASSERT_EQUAL(receive(), 0);
	CU_ASSERT_EQUAL(setup_got.domid, 5);
	CU_ASSERT_EQUAL(fcntl(leases[0], F_GETFD), FD_CLOEXEC);
	close(leases[0]);
	close(leases[1]);
	end();
}

/* A broker of another version, or worse. */
static void spoil_version(void)
{
	setup_sent.version = 3;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_nothing_sent_less(void) { tell(WORKER_SETUP, &setup_sent, 100, 0); }
static void spoil_other_type(void)
{
	tell(WORKER_GET_STATUS, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_lease_missing(void)
{
	setup_sent.n_cards = 1;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_lease_too_many(void)
{
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 1);
}

static void spoil_leases_beyond_the_cap(void)
{
	setup_sent.n_cards = WORKER_MAX_CARDS + 1;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), WORKER_MAX_CARDS + 1);
}

static void spoil_no_connector(void)
{
	setup_sent.n_connectors = 0;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_too_many_connectors(void)
{
	setup_sent.n_connectors = WORKER_MAX_CONNECTORS + 1;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_card_out_of_range(void)
{
	setup_sent.connectors[0].card = 0;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_mirror_without_a_lease(void)
{
	setup_sent.connectors[worker_mirror_place(0)].card = 0;
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_string_without_end(void)
{
	memset(setup_sent.connectors[0].output, 'x', WORKER_OUTPUT_BYTES);
	tell(WORKER_SETUP, &setup_sent, sizeof(setup_sent), 0);
}

static void spoil_broker_gone(void)
{
	close(broker);
	broker = -1;
}

static void test_wrong_setups_are_refused(void)
{
	static void (*const spoils[])(void) = {
		spoil_nothing_sent_less, spoil_other_type, spoil_lease_missing,
		spoil_lease_too_many, spoil_leases_beyond_the_cap, spoil_no_connector,
		spoil_too_many_connectors, spoil_card_out_of_range,
		spoil_mirror_without_a_lease, spoil_string_without_end, spoil_version, spoil_broker_gone,
	};
	size_t i;

	for (i = 0; i < sizeof(spoils) / sizeof(spoils[0]); i++) {
		begin();
		spoils[i]();
		CU_ASSERT(receive() < 0);
		memset(&session.readable, 0, sizeof(session.readable));
		end();
	}
}

static void test_ready_then_status(void)
{
	struct worker_status status;
	int fd;

	begin_serving();
	CU_ASSERT_EQUAL(session_send_ready(&session), 0);
	CU_ASSERT_EQUAL(hear(NULL, 0, &fd), WORKER_READY);
	tell(WORKER_GET_STATUS, NULL, 0, 0);
	turn();
	CU_ASSERT_EQUAL(hear(&status, sizeof(status), &fd), WORKER_STATUS);
	CU_ASSERT_EQUAL(status.n_buffers, 3);
	CU_ASSERT_EQUAL(status.connectors[1].flips, 77);
	CU_ASSERT_EQUAL(fd, -1);
	end();
}

static void test_plane_comes_with_its_dmabuf(void)
{
	struct worker_get_plane question = { .connector = 0 };
	struct worker_plane plane;
	struct stat sent, got;
	int fd;

	begin_serving();
	tell(WORKER_GET_PLANE, &question, sizeof(question), 0);
	turn();
	CU_ASSERT_EQUAL(hear(&plane, sizeof(plane), &fd), WORKER_PLANE);
	CU_ASSERT_EQUAL(plane.error, 0);
	CU_ASSERT_EQUAL(plane.width, 1024);
	CU_ASSERT_EQUAL(fstat(plane_fd, &sent) | fstat(fd, &got), 0);
	CU_ASSERT_EQUAL(sent.st_ino, got.st_ino);
	close(fd);

	question.connector = 9;
	tell(WORKER_GET_PLANE, &question, sizeof(question), 0);
	turn();
	CU_ASSERT_EQUAL(hear(&plane, sizeof(plane), &fd), WORKER_PLANE);
	CU_ASSERT_EQUAL(plane.error, -ENODATA);
	CU_ASSERT_EQUAL(plane.connector, 9);
	CU_ASSERT_EQUAL(fd, -1);
	end();
}

static void test_refresh_has_no_answer(void)
{
	begin_serving();
	tell(WORKER_REFRESH, NULL, 0, 0);
	turn();
	CU_ASSERT_EQUAL(n_refreshes, 1);
	CU_ASSERT_EQUAL(recv(broker, &n_refreshes, 1, MSG_DONTWAIT), -1);
	end();
}

static void test_the_end_comes_when_the_broker_closes(void)
{
	begin_serving();
	close(broker);
	broker = -1;
	/* Returns, because nothing else keeps the loop alive. */
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&session.readable));
	end();
}

static void test_nonsense_ends_the_talk(void)
{
	begin_serving();
	tell(WORKER_GET_STATUS, "surplus", 7, 2);	/* its descriptors are closed */
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&session.readable));
	end();
}

static void test_an_output_comes_with_its_lease(void)
{
	struct worker_set_output output = { .index = 1, .connector.card = 0 };

	begin();
	CU_ASSERT_EQUAL(session_start(&session, &loop), 0);
	tell(WORKER_SET_OUTPUT, &output, sizeof(output), 1);
	turn();
	CU_ASSERT_EQUAL(n_outputs, 1);
	CU_ASSERT_EQUAL(output_got.index, 1);
	CU_ASSERT_EQUAL(fcntl(lease_got, F_GETFD), FD_CLOEXEC);
	close(lease_got);
	output.connector.card = -1;
	tell(WORKER_SET_OUTPUT, &output, sizeof(output), 0);
	turn();
	CU_ASSERT_EQUAL(n_outputs, 2);
	CU_ASSERT_EQUAL(lease_got, -1);
	CU_ASSERT_TRUE(uv_is_active((uv_handle_t *)&session.readable));
	end();
}

static void test_wrong_outputs_end_the_talk(void)
{
	static const struct { int card; unsigned int n_fds; bool endless; } wrong[] = {
		{ 0, 0, false }, { -1, 1, false }, { 0, 2, false }, { 1, 1, false },
		{ -1, 0, true },
	};
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct worker_set_output output = { .connector.card = wrong[i].card };

		begin();
		CU_ASSERT_EQUAL(session_start(&session, &loop), 0);
		if (wrong[i].endless)
			memset(output.reason, 'x', sizeof(output.reason));
		tell(WORKER_SET_OUTPUT, &output, sizeof(output), wrong[i].n_fds);
		uv_run(&loop, UV_RUN_DEFAULT);
		CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&session.readable));
		CU_ASSERT_EQUAL(n_outputs, 0);
		end();
	}
}

TEST_MAIN("session",
	  TEST(test_setup_with_leases),
	  TEST(test_wrong_setups_are_refused),
	  TEST(test_ready_then_status),
	  TEST(test_plane_comes_with_its_dmabuf),
	  TEST(test_refresh_has_no_answer),
	  TEST(test_an_output_comes_with_its_lease),
	  TEST(test_wrong_outputs_end_the_talk),
	  TEST(test_the_end_comes_when_the_broker_closes),
	  TEST(test_nonsense_ends_the_talk))
