// SPDX-License-Identifier: GPL-2.0-only
/* The life of a buffer against what buffer.c relies on, in any order of events. */
#include "tests/fuzz/fuzz.h"

#include "gntdev-dmabuf/life.h"

#define N_STEPS 6

struct model {
	struct gd_life life;
	uint32_t taken;		/* by mappings */
	bool retired;		/* the owner's use has been given back */
	unsigned int last;	/* how often somebody had to see to the grants */
};

static void unuse(struct model *model)
{
	uint32_t before = model->life.users;
	bool last = gd_life_unuse(&model->life);

	FUZZ_CHECK(last == (before == 1));
	model->last += last;
}

static void retire(struct model *model, enum gntdmabuf_state state)
{
	bool was_live = gd_life_retire(&model->life, state);

	FUZZ_CHECK(was_live == !model->retired);
	model->retired = true;
	if (was_live)
		unuse(model);
}

static void step(struct model *model, uint32_t what)
{
	struct gd_life before = model->life;

	switch (what) {
	case 0:
		FUZZ_CHECK(gd_life_use(&model->life) == !model->retired);
		model->taken += !model->retired;
		break;
	case 5:
		if (gd_life_share(&model->life))
			model->taken++;
		else
			FUZZ_CHECK(!before.users);
		break;
	case 1:
		if (model->taken) {
			model->taken--;
			unuse(model);
		}
		break;
	case 2:
		retire(model, GNTDMABUF_STATE_REVOKED);
		break;
	case 3:
		/* Whoever has it mapped has the dma-buf open. */
		if (!model->taken)
			retire(model, GNTDMABUF_STATE_RELEASING);
		break;
	case 4:
		FUZZ_CHECK(gd_life_end(&model->life) ==
			   (before.state == GNTDMABUF_STATE_RELEASING));
		break;
	}
	FUZZ_CHECK(model->life.state >= before.state);
	FUZZ_CHECK((model->life.state != before.state) ==
		   (model->life.generation != before.generation));
}

static void model_check(const struct model *model)
{
	const struct gd_life *life = &model->life;

	FUZZ_CHECK(life->users == model->taken + !model->retired);
	FUZZ_CHECK((life->state == GNTDMABUF_STATE_LIVE) == !model->retired);
	FUZZ_CHECK(model->last == !life->users);
	FUZZ_CHECK(life->state != GNTDMABUF_STATE_REVOKED || model->taken);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { data, size };
	struct model model = { .taken = 0 };

	gd_life_init(&model.life);
	while (fuzz.left) {
		step(&model, fuzz_below(&fuzz, N_STEPS));
		model_check(&model);
	}
	return 0;
}
