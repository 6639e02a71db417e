// SPDX-License-Identifier: GPL-2.0-only
#include "life.h"

static void life_set_state(struct gd_life *life, enum gntdmabuf_state state)
{
	life->state = state;
	life->generation++;
}

void gd_life_init(struct gd_life *life)
{
	*life = (struct gd_life) {
		.state = GNTDMABUF_STATE_LIVE,
		.users = 1,
		.generation = 1,
	};
}

bool gd_life_use(struct gd_life *life)
{
	if (life->state != GNTDMABUF_STATE_LIVE)
		return false;
	life->users++;
	return true;
}

bool gd_life_share(struct gd_life *life)
{
	if (!life->users || life->state > GNTDMABUF_STATE_REVOKED)
		return false;
	life->users++;
	return true;
}

bool gd_life_unuse(struct gd_life *life)
{
	if (!life->users || --life->users)
		return false;
	if (life->state != GNTDMABUF_STATE_RELEASING)
		life_set_state(life, GNTDMABUF_STATE_RELEASING);
	return true;
}

bool gd_life_retire(struct gd_life *life, enum gntdmabuf_state state)
{
	if (life->state != GNTDMABUF_STATE_LIVE)
		return false;
	life_set_state(life, state);
	return true;
}

bool gd_life_end(struct gd_life *life)
{
	if (life->state != GNTDMABUF_STATE_RELEASING || life->users)
		return false;
	life_set_state(life, GNTDMABUF_STATE_RELEASED);
	return true;
}
