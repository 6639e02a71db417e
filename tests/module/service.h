/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process in the background of a guest that answers questions, one line each,
 * by a number.
 */
#ifndef TESTS_MODULE_SERVICE_H
#define TESTS_MODULE_SERVICE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef long (*service_answer)(void *context, const char *question);

static inline void service_die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static inline void service_address(struct sockaddr_un *address, int pid)
{
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	snprintf(address->sun_path, sizeof(address->sun_path),
		 "/run/service.%d", pid);
}

static inline int service_listen(void)
{
	struct sockaddr_un address;
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	service_address(&address, getpid());
	unlink(address.sun_path);
	if (listener < 0 ||
	    bind(listener, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(listener, 4))
		service_die(address.sun_path);
	return listener;
}

/* Answers until it is told to quit. */
static inline void service_run(int listener, service_answer answer_question,
			       void *context)
{
	char question[64] = "", answer[32];
	ssize_t n;
	int peer;

	/* Whoever reads our output shall not wait for us. */
	if (!freopen("/dev/null", "w", stdout) ||
	    !freopen("/dev/null", "w", stderr))
		exit(1);
	while (strcmp(question, "quit")) {
		peer = accept(listener, NULL, NULL);
		if (peer < 0)
			exit(1);
		n = read(peer, question, sizeof(question) - 1);
		question[n < 0 ? 0 : n] = '\0';
		n = snprintf(answer, sizeof(answer), "%ld",
			     strcmp(question, "quit") ?
			     answer_question(context, question) : 0);
		if (write(peer, answer, n) != n)
			exit(1);
		close(peer);
	}
	exit(0);
}

/* 0: the answer was 0 */
static inline int service_ask(const char *pid, const char *verb,
			      const char *argument)
{
	struct sockaddr_un address;
	char text[64];
	ssize_t n;
	int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	service_address(&address, atoi(pid));
	if (connect(peer, (struct sockaddr *)&address, sizeof(address)))
		service_die(address.sun_path);
	n = snprintf(text, sizeof(text), "%s%s%s", verb, argument ? " " : "",
		     argument ? argument : "");
	if (write(peer, text, n) != n)
		service_die("write");
	n = read(peer, text, sizeof(text) - 1);
	if (n <= 0)
		service_die("no answer");
	text[n] = '\0';
	close(peer);
	printf("%s %s\n", verb, text);
	return strcmp(text, "0") != 0;
}

#endif
