// SPDX-License-Identifier: GPL-2.0-only
#include "tests/unit/test.h"

#include "gntdev-dmabuf/life.h"

#define LIVE GNTDMABUF_STATE_LIVE
#define REVOKED GNTDMABUF_STATE_REVOKED
#define RELEASING GNTDMABUF_STATE_RELEASING
#define RELEASED GNTDMABUF_STATE_RELEASED

static void test_closed_without_users(void)
{
	struct gd_life life;

	gd_life_init(&life);
	CU_ASSERT(gd_life_retire(&life, RELEASING));
	CU_ASSERT(gd_life_unuse(&life));
	CU_ASSERT_EQUAL(life.state, RELEASING);
	CU_ASSERT_EQUAL(life.generation, 2);
	CU_ASSERT(gd_life_end(&life));
	CU_ASSERT_EQUAL(life.state, RELEASED);
	CU_ASSERT_EQUAL(life.generation, 3);
}

static void test_revoked_with_a_user(void)
{
	struct gd_life life;

	gd_life_init(&life);
	CU_ASSERT(gd_life_use(&life));
	CU_ASSERT(gd_life_retire(&life, REVOKED));
	CU_ASSERT(!gd_life_unuse(&life));
	CU_ASSERT_EQUAL(life.state, REVOKED);
	CU_ASSERT(!gd_life_end(&life));
	CU_ASSERT(gd_life_unuse(&life));
	CU_ASSERT_EQUAL(life.state, RELEASING);
	CU_ASSERT(gd_life_end(&life));
	CU_ASSERT_EQUAL(life.generation, 4);
}

/* The same bug as in vfio: a second revocation put a reference that was not its. */
static void test_revoked_twice(void)
{
	struct gd_life life, before;

	gd_life_init(&life);
	gd_life_use(&life);
	CU_ASSERT(gd_life_retire(&life, REVOKED));
	before = life;
	CU_ASSERT(!gd_life_retire(&life, REVOKED));
	CU_ASSERT(!gd_life_retire(&life, RELEASING));
	CU_ASSERT_EQUAL(life.users, before.users);
	CU_ASSERT_EQUAL(life.state, before.state);
	CU_ASSERT_EQUAL(life.generation, before.generation);
}

static void test_no_use_after_life(void)
{
	enum gntdmabuf_state state;
	struct gd_life life;

	for (state = REVOKED; state <= RELEASED; state++) {
		gd_life_init(&life);
		life.state = state;
		CU_ASSERT(!gd_life_use(&life));
		CU_ASSERT_EQUAL(life.users, 1);
	}
}

static void test_shared_as_long_as_used(void)
{
	struct gd_life life;

	gd_life_init(&life);
	CU_ASSERT(gd_life_share(&life));
	CU_ASSERT(gd_life_retire(&life, REVOKED));
	CU_ASSERT(!gd_life_unuse(&life));
	CU_ASSERT(gd_life_share(&life));
	CU_ASSERT_EQUAL(life.users, 2);
	CU_ASSERT(!gd_life_unuse(&life));
	CU_ASSERT(gd_life_unuse(&life));
	CU_ASSERT(!gd_life_share(&life));
	CU_ASSERT_EQUAL(life.users, 0);
}

enum step { USE, UNUSE, REVOKE, CLOSE, END, STEPS };

/*
 * What buffer.c does: it gives back what it took, and the owner's use once. @last
 * counts how often it was told to see to the grants.
 */
struct model {
	struct gd_life life;
	unsigned int taken, last;
	int owner_gone;
};

static int step_take(struct model *m, enum step step)
{
	switch (step) {
	case USE:
		m->taken += gd_life_use(&m->life);
		return 1;
	case UNUSE:
		if (!m->taken)
			return 0;
		m->taken--;
		m->last += gd_life_unuse(&m->life);
		return 1;
	case REVOKE:
	case CLOSE:
		if (gd_life_retire(&m->life, step == CLOSE ? RELEASING : REVOKED)) {
			m->owner_gone++;
			m->last += gd_life_unuse(&m->life);
		}
		return 1;
	case END:
		return gd_life_end(&m->life);
	case STEPS:
		break;
	}
	return 0;
}

static int model_is_sound(const struct model *m)
{
	const struct gd_life *life = &m->life;

	return m->owner_gone == (life->state != LIVE) &&
	       life->users == m->taken + !m->owner_gone &&
	       m->last == !life->users &&
	       (life->state != REVOKED || life->users) &&
	       (life->state != RELEASED || !life->users);
}

static unsigned int explore(struct model m, unsigned int depth)
{
	unsigned int unsound = !model_is_sound(&m);
	enum step step;

	for (step = USE; depth && step < STEPS; step++) {
		struct model next = m;

		if (step_take(&next, step)) {
			unsound += next.life.state < m.life.state ||
				   (next.life.state != m.life.state) !=
				   (next.life.generation != m.life.generation);
			unsound += explore(next, depth - 1);
		}
	}
	return unsound;
}

/* Every order of up to 9 steps: the grants are seen to once, after the last user. */
static void test_every_order(void)
{
	struct model m = { .taken = 0 };

	gd_life_init(&m.life);
	CU_ASSERT_EQUAL(explore(m, 9), 0);
}

static void test_unuse_of_none(void)
{
	struct gd_life life;

	gd_life_init(&life);
	gd_life_retire(&life, RELEASING);
	CU_ASSERT(gd_life_unuse(&life));
	CU_ASSERT(!gd_life_unuse(&life));
	CU_ASSERT_EQUAL(life.users, 0);
}

TEST_MAIN("life",
	  TEST(test_closed_without_users),
	  TEST(test_revoked_with_a_user),
	  TEST(test_revoked_twice),
	  TEST(test_no_use_after_life),
	  TEST(test_shared_as_long_as_used),
	  TEST(test_every_order),
	  TEST(test_unuse_of_none))
