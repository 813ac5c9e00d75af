/*
 * The scaling factor with the least cost (algorithms.md 3.6), exactly: a block takes a particle, a thread its columns.
 *
 * The cost, the largest of the column sums of |image - lambda model|, is convex in lambda. An evaluation gives a straight
 * line below it everywhere; the factor with the lowest such bound comes next, until no other can win. Of equal costs the
 * first factor wins.
 */
#include "pms.h"

#define FIRST_INDEX 25

/* The largest of some columns' sums, and its slope in lambda. */
typedef struct {
  double cost;
  double slope;
} Line;

/* What thread 0 knows of the factors. */
typedef struct {
  double bounds[FACTORS];
  int is_done[FACTORS];
  double cost;
  int index;
  /* To be evaluated next; -1: none. */
  int next;
} Search;

/* Sum of one column's |residual| at lambda. */
DEVICE Line sum_column(const PmsBatch *batch, const unsigned char *live, int x, double lambda) {
  const int box = (int)batch->box;
  const int tiles = tiles_of(box);
  const long long plane = (long long)BLOCK_Y * box * box;
  Line line = {0, 0};
  for (int top = 0; top < box; top += TILE) {
    if (!live[top / TILE * tiles + x / TILE]) continue;
    const int bottom = top + TILE < box ? top + TILE : box;
    for (int y = top; y < bottom; y++) {
      const long long at = plane + (long long)y * box + x;
      const double model = batch->smooth_models[at];
      const double rest = batch->masks[at] - lambda * model;
      line.cost += rest < 0 ? -rest : rest;
      if (rest > 0) line.slope -= model;
      else if (rest < 0) line.slope += model;
    }
  }
  return line;
}

/* The largest column of all. A barrier must come before the next evaluation; none is needed before the first. */
DEVICE Line evaluate(const PmsBatch *batch, const unsigned char *live, double lambda, Line *lines) {
  Line largest = {-1, 0};
  for (int x = THREAD; x < batch->box; x += BLOCK) {
    const Line line = sum_column(batch, live, x, lambda);
    if (line.cost > largest.cost) largest = line;
  }
  lines[THREAD] = largest;
  BARRIER();
  for (int half = BLOCK / 2; half > 0; half >>= 1) {
    if (THREAD < half && lines[THREAD + half].cost > lines[THREAD].cost) lines[THREAD] = lines[THREAD + half];
    BARRIER();
  }
  return lines[0];
}

DEVICE void learn(Search *search, Line line) {
  const int index = search->next;
  const double from = factor_at(index);
  search->is_done[index] = 1;
  for (int i = 0; i < FACTORS; i++) {
    const double bound = line.cost + line.slope * (factor_at(i) - from);
    if (bound > search->bounds[i]) search->bounds[i] = bound;
  }
  if (line.cost < search->cost || (line.cost == search->cost && index < search->index)) {
    search->cost = line.cost;
    search->index = index;
  }
}

/* Sets `next` to the factor with the lowest bound that could still win. */
DEVICE void choose(Search *search) {
  int best = -1;
  for (int i = 0; i < FACTORS; i++) {
    if (search->is_done[i]) continue;
    const double bound = search->bounds[i];
    /* A bound may be rounded up: a lower factor that ties must not be missed. */
    const int could_win = i < search->index ? bound <= search->cost * (1 + 1e-12) : bound < search->cost;
    if (could_win && (best < 0 || bound < search->bounds[best])) best = i;
  }
  search->next = best;
}

KERNEL pms_scaling(const PmsBatch *description) {
  SHARED Line lines[BLOCK];
  SHARED Search search;
  const PmsBatch batch = *description;
  PmsRecord *record = batch.records + BLOCK_Y;
  if (record->status != DONE) return;
  const int tiles = tiles_of((int)batch.box);
  const unsigned char *live = batch.live + (long long)BLOCK_Y * tiles * tiles;
  if (THREAD < FACTORS) {
    search.bounds[THREAD] = -1e300;
    search.is_done[THREAD] = 0;
  }
  if (THREAD == 0) {
    search.cost = 1e300;
    search.index = FACTORS;
    search.next = FIRST_INDEX;
  }
  for (int next = FIRST_INDEX; next >= 0;) {
    const Line line = evaluate(&batch, live, factor_at(next), lines);
    if (THREAD == 0) {
      learn(&search, line);
      choose(&search);
    }
    BARRIER();
    next = search.next;
  }
  if (THREAD != 0) return;
  record->lambda_index = search.index;
  record->cost = search.cost;
}
