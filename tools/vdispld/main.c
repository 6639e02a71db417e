// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "tools/common/log.h"
#include "tools/vdispld/broker.h"
#include "tools/vdispld/control_server.h"
#include "tools/vdispld/options.h"

struct daemon {
	struct options options;
	uv_loop_t loop;
	uv_signal_t signals[2];
	struct broker broker;
	struct control_server control;
	int lock;
};

/* Two brokers would fight over every state node: hold a lock before touching one. */
static int lock_take(const char *socket_path, int *lock)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s.lock", socket_path);
	*lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*lock < 0) {
		log_error("%s: %m", path);
		return -errno;
	}
	if (flock(*lock, LOCK_EX | LOCK_NB)) {
		log_error("%s: another vdispld is running", path);
		close(*lock);
		return -EBUSY;
	}
	return 0;
}

static void broker_ended(void *data)
{
	struct daemon *daemon = data;
	unsigned int i;

	for (i = 0; i < 2; i++)
		uv_close((uv_handle_t *)&daemon->signals[i], NULL);
}

static void signal_received(uv_signal_t *signal, int number)
{
	struct daemon *daemon = signal->data;

	if (daemon->broker.shutting_down)
		return;
	log_info("ending on signal %d", number);
	control_server_stop(&daemon->control);
	unlink(daemon->options.socket_path);
	broker_shut_down(&daemon->broker, broker_ended, daemon);
}

static void signals_start(struct daemon *daemon)
{
	static const int numbers[] = { SIGTERM, SIGINT };
	unsigned int i;

	for (i = 0; i < 2; i++) {
		uv_signal_init(&daemon->loop, &daemon->signals[i]);
		daemon->signals[i].data = daemon;
		uv_signal_start(&daemon->signals[i], signal_received, numbers[i]);
	}
}

static int daemon_run(struct daemon *daemon)
{
	struct options *options = &daemon->options;
	int ret;

	ret = lock_take(options->socket_path, &daemon->lock);
	if (ret)
		return ret;
	uv_loop_init(&daemon->loop);
	outputs_init(&daemon->broker.outputs,
		     options->n_cards ? options->cards : NULL, options->n_cards);
	ret = broker_start(&daemon->broker, &daemon->loop, &options->broker);
	if (ret)
		return ret;
	signals_start(daemon);
	/* Last of all: who can connect to it finds everything working. */
	ret = control_server_start(&daemon->control, &daemon->broker,
				   options->socket_path);
	if (ret) {
		log_error("%s: %s", options->socket_path, strerror(-ret));
		return ret;
	}
	log_info("ready: domain %u, worker %s", daemon->broker.own_domid,
		 options->broker.worker_path);
	uv_run(&daemon->loop, UV_RUN_DEFAULT);
	uv_loop_close(&daemon->loop);
	close(daemon->lock);
	return 0;
}

int main(int argc, char **argv)
{
	static struct daemon daemon;
	int ret;

	ret = options_parse(&daemon.options, argc, argv);
	if (ret)
		return ret < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	log_init("vdispld", daemon.options.broker.log_level);
	signal(SIGPIPE, SIG_IGN);
	return daemon_run(&daemon) ? EXIT_FAILURE : EXIT_SUCCESS;
}
