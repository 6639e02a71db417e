// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include <errno.h>
#include <string.h>

#include "tests/fake/fault.h"
#include "tests/fake/xen.h"
#include "tools/vdispl-worker/transport.h"

static struct worker_setup setup_two;
static struct transport transport;
static uv_loop_t loop;
static unsigned int served[2], backlog[2];
static int serve_error;

static int on_serve(void *context, unsigned int index)
{
	served[index]++;
	if (serve_error)
		return serve_error;
	if (backlog[index] == 0)
		return 0;
	backlog[index]--;
	return 1;
}

static void setup(void)
{
	unsigned int i;

	fake_xen_reset();
	memset(served, 0, sizeof(served));
	memset(backlog, 0, sizeof(backlog));
	serve_error = 0;
	memset(&setup_two, 0, sizeof(setup_two));
	setup_two.domid = 7;
	setup_two.n_connectors = 2;
	for (i = 0; i < 2; i++) {
		setup_two.connectors[i].req_ring_ref = 10 + i;
		setup_two.connectors[i].evt_ring_ref = 20 + i;
		setup_two.connectors[i].req_event_channel = 30 + i;
		setup_two.connectors[i].evt_event_channel = 40 + i;
	}
	memset(&transport, 0, sizeof(transport));
	transport.serve = on_serve;
}

static void start(void)
{
	setup();
	CU_ASSERT_EQUAL_FATAL(uv_loop_init(&loop), 0);
	CU_ASSERT_EQUAL_FATAL(transport_open(&transport, &setup_two), 0);
	CU_ASSERT_EQUAL_FATAL(transport_start(&transport, &loop), 0);
}

static void stop(void)
{
	uv_close((uv_handle_t *)&transport.wakeup, NULL);
	uv_close((uv_handle_t *)&transport.resume, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
	transport_close(&transport);
	CU_ASSERT_EQUAL(fake_xen.evtchns, 0);
}

static void test_opens_restricted_and_keeps_no_grant_device(void)
{
	setup();
	CU_ASSERT_EQUAL(transport_open(&transport, &setup_two), 0);
	CU_ASSERT_EQUAL(fake_xen.restricted_to, 7);
	CU_ASSERT_EQUAL(fake_xen.bound_before_restriction, 0);
	CU_ASSERT_EQUAL(fake_xen.gnttabs, 0);
	CU_ASSERT_EQUAL(fake_xen.n_ports, 4);
	CU_ASSERT_EQUAL(fake_xen.remote[transport.rings[1].request_port], 31);
	CU_ASSERT_EQUAL(fake_xen.remote[transport.rings[1].event_port], 41);
	CU_ASSERT_PTR_EQUAL(transport.rings[0].events, fake_xen.pages[20]);
	transport_close(&transport);
}

static void test_serves_the_ring_that_was_kicked_then_unmasks(void)
{
	uint32_t port;

	start();
	port = transport.rings[1].request_port;
	fake_xen_kick(port);
	uv_run(&loop, UV_RUN_ONCE);
	CU_ASSERT_EQUAL(served[0], 0);
	CU_ASSERT_EQUAL(served[1], 1);
	CU_ASSERT_EQUAL(fake_xen.unmasked[port], 1);
	stop();
}

static void test_event_ports_stay_masked(void)
{
	start();
	fake_xen_kick(transport.rings[0].event_port);
	uv_run(&loop, UV_RUN_ONCE);
	CU_ASSERT_EQUAL(served[0] + served[1], 0);
	CU_ASSERT_EQUAL(fake_xen.unmasked[transport.rings[0].event_port], 0);
	stop();
}

static void test_a_flood_is_served_in_turns(void)
{
	uint32_t flooder;

	start();
	flooder = transport.rings[0].request_port;
	backlog[0] = 3;
	fake_xen_kick(flooder);
	uv_run(&loop, UV_RUN_ONCE);
	CU_ASSERT_EQUAL(served[0], 1);
	CU_ASSERT_EQUAL(fake_xen.unmasked[flooder], 0);
	fake_xen_kick(transport.rings[1].request_port);
	uv_run(&loop, UV_RUN_ONCE);
	CU_ASSERT_EQUAL(served[1], 1);		/* before the flood is over */
	CU_ASSERT_EQUAL(fake_xen.unmasked[flooder], 0);
	while (uv_is_active((uv_handle_t *)&transport.resume))
		uv_run(&loop, UV_RUN_NOWAIT);
	CU_ASSERT_EQUAL(served[0], 4);
	CU_ASSERT_EQUAL(fake_xen.unmasked[flooder], 1);
	stop();
}

static void test_a_broken_ring_ends_the_loop(void)
{
	start();
	serve_error = -EPROTO;
	fake_xen_kick(transport.rings[0].request_port);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(served[0], 1);
	CU_ASSERT_EQUAL(fake_xen.unmasked[transport.rings[0].request_port], 0);
	CU_ASSERT_FALSE(uv_is_active((uv_handle_t *)&transport.wakeup));
	stop();
}

static void test_every_call_may_fail(void)
{
	unsigned int fds, n;
	bool struck = true;

	for (n = 1; struck; n++) {
		setup();
		fds = fault_open_fds();
		fault_arm(n);
		if (transport_open(&transport, &setup_two) == 0)
			transport_close(&transport);
		struck = fault_disarm();
		CU_ASSERT_EQUAL(fake_xen.gnttabs, 0);
		CU_ASSERT_EQUAL(fake_xen.evtchns, 0);
		CU_ASSERT_EQUAL(fault_open_fds(), fds);
	}
	CU_ASSERT_EQUAL(n, 13);		/* eleven calls, one run without a fault */
}

TEST_MAIN("transport",
	  TEST(test_opens_restricted_and_keeps_no_grant_device),
	  TEST(test_serves_the_ring_that_was_kicked_then_unmasks),
	  TEST(test_event_ports_stay_masked),
	  TEST(test_a_flood_is_served_in_turns),
	  TEST(test_a_broken_ring_ends_the_loop),
	  TEST(test_every_call_may_fail))
