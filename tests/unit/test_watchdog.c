// SPDX-License-Identifier: GPL-2.0-only
/* Real processes, and limits a thousand times smaller than the broker's. */
#include "tests/unit/test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/vdispld/watchdog.h"

static uv_loop_t loop;
static uv_timer_t end_of_test;
static pid_t worker;
static unsigned int n_asked, n_given_up, n_closed;
static struct watchdog watchdog;

static void stop(uv_timer_t *timer)
{
	uv_stop(timer->loop);
}

static void asked(void *owner)
{
	if (++n_asked == 3)
		uv_stop(&loop);
}

static void given_up(void *owner)
{
	n_given_up++;
	uv_stop(&loop);
}

static void closed(uv_handle_t *handle)
{
	n_closed++;
}

/* A worker that spins or does nothing, and at most @ms of it. */
static void begin(bool spins, unsigned int patience_ms, unsigned int ms)
{
	worker = fork();
	if (worker == 0)
		for (;;)
			if (!spins)
				pause();
	n_asked = n_given_up = n_closed = 0;
	watchdog = (struct watchdog){
		.limits = { .patience_ms = patience_ms, .used_ms = 20 },
		.ask = asked,
		.give_up = given_up,
	};
	uv_loop_init(&loop);
	watchdog_init(&watchdog, &loop, NULL);
	uv_timer_init(&loop, &end_of_test);
	uv_timer_start(&end_of_test, stop, ms, 0);
	watchdog_start(&watchdog, worker);
}

static void end(void)
{
	watchdog_close(&watchdog, closed);
	uv_close((uv_handle_t *)&end_of_test, NULL);
	kill(worker, SIGKILL);
	waitpid(worker, NULL, 0);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(n_closed, 2);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
}

static void test_no_sign_of_life(void)
{
	begin(false, 20, 60000);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(n_given_up, 1);
	end();
}

/* A sign of life that has been lying there for long. */
static void sign_read(uv_poll_t *poll, int status, int events)
{
	uv_poll_stop(poll);
	watchdog_restart(&watchdog, false);
}

static void test_a_stuck_broker_looks_before_it_gives_up(void)
{
	uv_poll_t poll;
	int fds[2];

	CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
	begin(false, 20, 200);
	uv_poll_init(&loop, &poll, fds[0]);
	uv_poll_start(&poll, UV_READABLE, sign_read);
	CU_ASSERT_EQUAL(write(fds[1], "", 1), 1);
	usleep(50000);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(n_given_up, 0);
	uv_close((uv_handle_t *)&poll, NULL);
	end();
	close(fds[0]);
	close(fds[1]);
}

static void test_nothing_owed_is_not_waited_for(void)
{
	begin(false, 20, 200);
	watchdog_restart(&watchdog, false);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(n_given_up, 0);
	end();
}

static void test_a_wait_goes_on(void)
{
	begin(false, 1000, 60000);
	watchdog_expect(&watchdog, true);
	CU_ASSERT(uv_timer_get_due_in(&watchdog.patience) <= 1000);
	watchdog_expect(&watchdog, false);
	CU_ASSERT(!uv_is_active((uv_handle_t *)&watchdog.patience));
	watchdog_expect(&watchdog, true);
	CU_ASSERT(uv_is_active((uv_handle_t *)&watchdog.patience));
	end();
}

static void test_one_that_works_is_asked(void)
{
	begin(true, 60000, 60000);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(n_asked, 3);
	end();
}

static void test_one_that_idles_is_left_alone(void)
{
	begin(false, 60000, 200);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(n_asked, 0);
	end();
}

TEST_MAIN("watchdog",
	  TEST(test_no_sign_of_life),
	  TEST(test_a_stuck_broker_looks_before_it_gives_up),
	  TEST(test_nothing_owed_is_not_waited_for),
	  TEST(test_a_wait_goes_on),
	  TEST(test_one_that_works_is_asked),
	  TEST(test_one_that_idles_is_left_alone))
