// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "tools/common/journal.h"
#include "tools/common/log.h"
#include "tools/vdispld/broker.h"
#include "tools/vdispld/config_file.h"
#include "tools/vdispld/control_server.h"
#include "tools/vdispld/handover.h"
#include "tools/vdispld/hotplug.h"
#include "tools/vdispld/options.h"
#include "tools/vdispld/privileges.h"
#include "tools/vdispld/readiness.h"
#include "tools/vdispld/vt.h"

enum { N_SIGNALS = 4 };

struct daemon {
	struct options options;
	uv_loop_t loop;
	uv_signal_t signals[N_SIGNALS];
	struct broker broker;
	struct control_server control;
	struct hotplug hotplug;
	struct vt vt;
	int lock;
	char program[PATH_MAX];		/* ours: an upgrade puts another one there */
	char **argv;
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

	hotplug_stop(&daemon->hotplug);
	vt_stop(&daemon->vt);
	for (i = 0; i < N_SIGNALS; i++)
		uv_close((uv_handle_t *)&daemon->signals[i], NULL);
}

static void displays_changed(void *data)
{
	struct daemon *daemon = data;

	broker_displays_changed(&daemon->broker);
}

/* 0 or -errno, which has been said. No file at all is fine unless one was asked for. */
static int config_read(const struct options *options, struct config *config)
{
	const char *path = options->config_path ?: CONFIG_FILE_PATH;
	char reason[CONFIG_FILE_REASON_BYTES];
	int ret;

	config_init(config, options->max_pages);
	ret = config_file_read(path, config, reason);
	if (!ret || (ret == -ENOENT && !options->config_path))
		return 0;
	log_error("%s", reason);
	config_finish(config);
	return ret;
}

static void config_reload(struct daemon *daemon)
{
	static struct config config;

	if (config_read(&daemon->options, &config)) {
		log_error("the configuration stays as it was");
		return;
	}
	broker_reconfigure(&daemon->broker, &config);
	log_info("the configuration has been read again");
}

/* Those that may come while one program replaces the other. */
static void signals_block(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, VT_LEAVE_SIGNAL);
	sigaddset(&set, VT_ENTER_SIGNAL);
	sigprocmask(how, &set, NULL);
}

/* Comes back only when it fails. */
static void program_replace(struct daemon *daemon)
{
	int fd;

	if (daemon->broker.outputs.away) {
		log_error("upgrade: not while the host shows something else");
		return;
	}
	fd = handover_save(&daemon->broker, daemon->lock);
	if (fd < 0) {
		log_error("upgrade: %s", strerror(-fd));
		return;
	}
	log_info("upgrade: %s goes on", daemon->program);
	signals_block(SIG_BLOCK);
	execv(daemon->program, daemon->argv);
	log_error("upgrade: %s: %m; this one serves on", daemon->program);
	signals_block(SIG_UNBLOCK);
	handover_cancel(&daemon->broker, daemon->lock, fd);
}

static void terminal_left(void *data)
{
	struct daemon *daemon = data;

	log_info("leaving the displays to another terminal");
	outputs_leave(&daemon->broker.outputs);
	broker_displays_changed(&daemon->broker);
}

static void terminal_entered(void *data)
{
	struct daemon *daemon = data;

	log_info("the displays are the guests' again");
	outputs_enter(&daemon->broker.outputs);
	broker_displays_changed(&daemon->broker);
}

/* Without one a card is the broker's as long as a guest uses it. */
static int terminal_start(struct daemon *daemon)
{
	daemon->vt = (struct vt){
		.fd = -1,
		.left = terminal_left,
		.entered = terminal_entered,
		.data = daemon,
	};
	if (!daemon->options.vt)
		return 0;
	return vt_start(&daemon->vt, &daemon->loop, daemon->options.vt);
}

static void signal_received(uv_signal_t *signal, int number)
{
	struct daemon *daemon = signal->data;

	if (daemon->broker.shutting_down)
		return;
	if (number == SIGHUP) {
		config_reload(daemon);
		return;
	}
	if (number == SIGUSR2) {
		program_replace(daemon);
		return;
	}
	log_info("ending on signal %d", number);
	readiness_withdraw(daemon->broker.xs, daemon->broker.own_domid);
	control_server_stop(&daemon->control);
	unlink(daemon->options.socket_path);
	broker_shut_down(&daemon->broker, broker_ended, daemon);
}

static void signals_start(struct daemon *daemon)
{
	static const int numbers[N_SIGNALS] = { SIGTERM, SIGINT, SIGHUP, SIGUSR2 };
	unsigned int i;

	for (i = 0; i < N_SIGNALS; i++) {
		uv_signal_init(&daemon->loop, &daemon->signals[i]);
		daemon->signals[i].data = daemon;
		uv_signal_start(&daemon->signals[i], signal_received, numbers[i]);
	}
	signals_block(SIG_UNBLOCK);
}

/* Who cannot be told finds out by trying: no reason not to serve. */
static void readiness_announce(struct daemon *daemon)
{
	int ret;

	log_info("ready: domain %u, worker %s", daemon->broker.own_domid,
		 daemon->options.broker.worker_path);
	ret = readiness_publish(daemon->broker.xs, daemon->broker.own_domid);
	if (ret)
		log_warning("the store does not learn of it: %s", strerror(-ret));
	ret = readiness_tell();
	if (ret)
		log_warning("the service manager does not learn of it: %s",
			    strerror(-ret));
}

static int daemon_run(struct daemon *daemon)
{
	struct options *options = &daemon->options;
	struct json_object *left = handover_load(&daemon->lock);
	int ret;

	ret = config_read(options, &daemon->broker.config);
	if (!ret && daemon->lock < 0)
		ret = lock_take(options->socket_path, &daemon->lock);
	if (ret)
		return ret;
	uv_loop_init(&daemon->loop);
	outputs_init(&daemon->broker.outputs, &daemon->broker.config,
		     options->n_cards ? options->cards : NULL, options->n_cards);
	ret = broker_start(&daemon->broker, &daemon->loop, &options->broker);
	if (ret)
		return ret;
	if (left)
		handover_restore(&daemon->broker, left);
	ret = terminal_start(daemon);
	if (ret)
		return ret;
	signals_start(daemon);
	ret = hotplug_start(&daemon->hotplug, &daemon->loop, displays_changed, daemon);
	if (ret)
		log_warning("no news of displays that are plugged in or out: %s",
			    strerror(-ret));
	/* Last of all: who can connect to it finds everything working. */
	ret = control_server_start(&daemon->control, &daemon->broker,
				   options->socket_path);
	if (ret) {
		log_error("%s: %s", options->socket_path, strerror(-ret));
		return ret;
	}
	ret = privileges_drop(daemon->options.vt != 0);
	if (ret)
		return ret;
	readiness_announce(daemon);
	uv_run(&daemon->loop, UV_RUN_DEFAULT);
	uv_loop_close(&daemon->loop);
	config_finish(&daemon->broker.config);
	close(daemon->lock);
	return 0;
}

static int config_check(const char *path)
{
	char reason[CONFIG_FILE_REASON_BYTES];
	static struct config config;
	int ret;

	config_init(&config, 0);
	ret = config_file_read(path, &config, reason);
	config_finish(&config);
	if (ret)
		fprintf(stderr, "vdispld: %s\n", reason);
	return ret;
}

int main(int argc, char **argv)
{
	static struct daemon daemon = { .lock = -1 };
	int ret;

	ret = options_parse(&daemon.options, argc, argv);
	if (ret)
		return ret < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	if (daemon.options.check_path)
		return config_check(daemon.options.check_path) ? EXIT_FAILURE :
								 EXIT_SUCCESS;
	log_init("vdispld", daemon.options.broker.log_level);
	/* Anywhere else than in the journal, lines are lines. */
	journal_start("vdispld", getenv("JOURNAL_STREAM"), STDERR_FILENO, JOURNAL_SOCKET);
	signal(SIGPIPE, SIG_IGN);
	daemon.argv = argv;
	if (readlink("/proc/self/exe", daemon.program, sizeof(daemon.program) - 1) < 0)
		return EXIT_FAILURE;
	return daemon_run(&daemon) ? EXIT_FAILURE : EXIT_SUCCESS;
}
