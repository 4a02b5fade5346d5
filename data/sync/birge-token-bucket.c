/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-token-bucket.h"

/* A quarter of a second saved up, so that no second brings more than 1.25 times the cap, whatever went before. */
#define BURST_PARTS 4

/* No debt takes longer; keeps products of time and rate within 64 bits. */
#define MOST_US  (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define MOST_RATE 1000000000

/* Waits end when so much of a second's bytes may come: fewer, larger reads. */
#define ENOUGH_PARTS 20

void
birge_token_bucket_init (BirgeTokenBucket *self, gint64 rate, gint64 now_us)
{
  self->rate = CLAMP (rate, 0, MOST_RATE);
  self->burst = MAX (self->rate / BURST_PARTS, 1);
  self->level = self->burst;
  self->at_us = now_us;
}

static void
fill (BirgeTokenBucket *self, gint64 now_us)
{
  gint64 passed_us = CLAMP (now_us - self->at_us, 0, MOST_US);
  gint64 came = passed_us * self->rate / G_USEC_PER_SEC;

  self->level += came;
  if (self->level < self->burst)
    self->at_us = passed_us < MOST_US ? self->at_us + came * G_USEC_PER_SEC / self->rate : now_us; /* no part of a byte is lost */
  else
    {
      self->level = self->burst;
      self->at_us = now_us;
    }
}

void
birge_token_bucket_take (BirgeTokenBucket *self, gint64 bytes, gint64 now_us)
{
  if (self->rate == 0)
    return;
  fill (self, now_us);
  self->level = MAX (self->level - bytes, -self->rate * (MOST_US / G_USEC_PER_SEC));
}

gint64
birge_token_bucket_wait_us (BirgeTokenBucket *self, gint64 now_us)
{
  gint64 enough = MIN (self->rate / ENOUGH_PARTS, self->burst);

  if (self->rate == 0)
    return 0;
  fill (self, now_us);
  if (self->level > 0)
    return 0;
  return (enough - self->level) * G_USEC_PER_SEC / self->rate + 1;
}
