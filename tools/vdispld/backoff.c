// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdispld/backoff.h"

static void starts_forgive(struct backoff *backoff, uint64_t now_ms)
{
	uint64_t n = (now_ms - backoff->forgiven_ms) / BACKOFF_START_MS;

	if (n >= backoff->starts) {
		backoff->starts = 0;
		backoff->forgiven_ms = now_ms;
		return;
	}
	backoff->starts -= n;
	backoff->forgiven_ms += n * BACKOFF_START_MS;
}

static uint64_t until(uint64_t then_ms, uint64_t now_ms)
{
	return then_ms > now_ms ? then_ms - now_ms : 0;
}

static uint64_t failure_pause(unsigned int failures)
{
	uint64_t pause = BACKOFF_FAILURE_MS;

	if (failures < 2)
		return 0;
	for (; failures > 2 && pause < BACKOFF_MAX_MS; failures--)
		pause *= 2;
	return pause < BACKOFF_MAX_MS ? pause : BACKOFF_MAX_MS;
}

uint64_t backoff_delay(struct backoff *backoff, uint64_t now_ms)
{
	uint64_t for_starts = 0, for_failures;

	starts_forgive(backoff, now_ms);
	if (backoff->starts >= BACKOFF_BURST)
		for_starts = until(backoff->forgiven_ms + BACKOFF_START_MS, now_ms);
	for_failures = until(backoff->failed_ms + failure_pause(backoff->failures),
			     now_ms);
	return for_starts > for_failures ? for_starts : for_failures;
}

void backoff_started(struct backoff *backoff, uint64_t now_ms)
{
	starts_forgive(backoff, now_ms);
	backoff->starts++;
	backoff->started_ms = now_ms;
}

void backoff_failed(struct backoff *backoff, uint64_t now_ms)
{
	if (now_ms - backoff->started_ms >= BACKOFF_HEALTHY_MS)
		backoff->failures = 0;
	backoff->failures++;
	backoff->failed_ms = now_ms;
}
