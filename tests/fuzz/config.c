// SPDX-License-Identifier: GPL-2.0-only
/* Any file as vdispld.conf: read or refused in one line, which names one of its lines. */
#include "tests/fuzz/fuzz.h"

#include <errno.h>

#include "tools/vdispld/config_file.h"

static unsigned int count_lines(const uint8_t *data, size_t size)
{
	unsigned int n = 1;
	size_t i;

	for (i = 0; i < size; i++)
		n += data[i] == '\n';
	return n;
}

/* What is asked of it must not depend on the order, nor fail. */
static void check_good(const struct config *config)
{
	char reason[WORKER_REASON_BYTES];
	struct config_identity guest = { "demo", "0a" };
	unsigned int i;

	for (i = 0; i < config->n_outputs; i++)
		if (!config_permits(config, config->by_output[i].name, &guest, reason))
			FUZZ_CHECK(fuzz_is_line(reason, sizeof(reason)));
	for (i = 0; i < config->n_guests; i++) {
		strcpy(guest.name, config->by_guest[i].name);
		FUZZ_CHECK(config_value(config, &guest, CONFIG_MAX_BUFFERS) >= 1);
		FUZZ_CHECK(config_value(config, &guest, CONFIG_MAX_BUFFERS) <=
			   WORKER_MAX_BUFFERS);
		FUZZ_CHECK(config_value(config, &guest, CONFIG_COPY) <= 1);
	}
	config_is_headless(config, "side");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct config config;
	char reason[CONFIG_FILE_REASON_BYTES];
	unsigned int line;
	FILE *in;
	int ret;

	in = fmemopen((void *)data, size, "r");
	if (!in)
		return 0;	/* of no octets at all */
	config_init(&config, 1000);
	ret = config_file_parse(in, "f", &config, reason);
	fclose(in);
	if (ret) {
		FUZZ_CHECK(ret == -EINVAL);
		FUZZ_CHECK(sscanf(reason, "f:%u: ", &line) == 1);
		FUZZ_CHECK(line >= 1 && line <= count_lines(data, size));
	} else {
		check_good(&config);
	}
	config_finish(&config);
	return 0;
}
