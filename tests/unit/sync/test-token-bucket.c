/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-token-bucket.h"

#define RATE    50000
#define TENTHS  10
#define SECONDS 60

/* A link that brings @piece bytes as often as it may, for a minute: how much came in each tenth of a second. */
static void
run_link (BirgeTokenBucket *bucket, gint64 from_us, gint64 piece, gint64 *came)
{
  for (int tenth = 0; tenth < SECONDS * TENTHS; tenth++)
    came[tenth] = 0;
  for (gint64 now_us = 0; now_us < SECONDS * G_USEC_PER_SEC; now_us += 1000)
    while (birge_token_bucket_wait_us (bucket, from_us + now_us) == 0)
      {
        birge_token_bucket_take (bucket, piece, from_us + now_us);
        came[now_us * TENTHS / G_USEC_PER_SEC] += piece;
      }
}

static gint64
most_in (const gint64 *came, int tenths)
{
  gint64 most = 0;

  for (int start = 0; start + tenths <= SECONDS * TENTHS; start++)
    {
      gint64 sum = 0;

      for (int i = start; i < start + tenths; i++)
        sum += came[i];
      most = MAX (most, sum);
    }
  return most;
}

static void
test_holds_the_cap (void)
{
  static const gint64 pieces[] = { 1, 300, 1460, 16384 };
  gint64 came[SECONDS * TENTHS];

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      BirgeTokenBucket bucket;
      gint64 all = 0;

      birge_token_bucket_init (&bucket, RATE, 5);
      run_link (&bucket, 5, pieces[i], came);
      for (int tenth = 0; tenth < SECONDS * TENTHS; tenth++)
        all += came[tenth];
      g_test_message ("pieces of %d: most in a second %d, in ten %d", (int) pieces[i], (int) most_in (came, TENTHS),
                      (int) most_in (came, 10 * TENTHS));
      g_assert_cmpint (most_in (came, TENTHS), <=, 2 * RATE);
      g_assert_cmpint (most_in (came, 10 * TENTHS), <=, 11 * RATE);
      g_assert_cmpint (all, >=, SECONDS * RATE * 95 / 100); /* and it is used */
    }
}

static void
test_saves_up_little (void)
{
  gint64 came[SECONDS * TENTHS];
  BirgeTokenBucket bucket;

  birge_token_bucket_init (&bucket, RATE, 0);
  run_link (&bucket, G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC, 1460, came); /* after an hour in which nothing came */
  g_assert_cmpint (most_in (came, TENTHS), <=, RATE * 3 / 2);
}

static void
test_waits_for_what_came_too_much (void)
{
  BirgeTokenBucket bucket;
  gint64 wait_us;

  birge_token_bucket_init (&bucket, 1000, 0);
  birge_token_bucket_take (&bucket, 10250, 0); /* ten seconds too early */
  wait_us = birge_token_bucket_wait_us (&bucket, 0);
  g_assert_cmpint (wait_us, >=, 10 * G_USEC_PER_SEC);
  g_assert_cmpint (wait_us, <=, 11 * G_USEC_PER_SEC);
}

static void
test_many_looks_lose_nothing (void)
{
  BirgeTokenBucket bucket;
  gint64 now_us = 0;

  birge_token_bucket_init (&bucket, 1000, 0);
  birge_token_bucket_take (&bucket, 1250, 0);
  while (birge_token_bucket_wait_us (&bucket, now_us) > 0) /* a byte comes in every millisecond */
    now_us += 700;
  g_assert_cmpint (now_us, >=, G_USEC_PER_SEC);
  g_assert_cmpint (now_us, <=, G_USEC_PER_SEC * 11 / 10);
}

static void
test_no_cap_never_waits (void)
{
  BirgeTokenBucket bucket;

  birge_token_bucket_init (&bucket, 0, 0);
  birge_token_bucket_take (&bucket, G_MAXINT64 / 2, 0);
  g_assert_cmpint (birge_token_bucket_wait_us (&bucket, 0), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/token-bucket/holds-the-cap", test_holds_the_cap);
  g_test_add_func ("/token-bucket/saves-up-little", test_saves_up_little);
  g_test_add_func ("/token-bucket/waits-for-what-came-too-much", test_waits_for_what_came_too_much);
  g_test_add_func ("/token-bucket/many-looks-lose-nothing", test_many_looks_lose_nothing);
  g_test_add_func ("/token-bucket/no-cap-never-waits", test_no_cap_never_waits);
  return g_test_run ();
}
