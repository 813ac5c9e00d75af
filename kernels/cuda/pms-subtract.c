/* I - (lambda + bias) A in place of I (algorithms.md 3.7), a tile a block; NaN where I is not finite, and counts these. */
#include "pms.h"

KERNEL pms_subtract(const PmsBatch *description) {
  SHARED int holes;
  const PmsBatch batch = *description;
  PmsRecord *record = batch.records + BLOCK_Y;
  if (record->status != DONE) return;
  const int box = (int)batch.box;
  const int x = TILE * (BLOCK_X % tiles_of(box)) + THREAD % TILE;
  const int y = TILE * (BLOCK_X / tiles_of(box)) + THREAD / TILE;
  if (THREAD == 0) holes = 0;
  BARRIER();
  if (x < box && y < box) {
    const long long at = ((long long)BLOCK_Y * box + y) * box + x;
    const double scale = factor_at(record->lambda_index) + batch.bias;
    const float value = batch.images[at];
    if (!IS_FINITE(value)) {
      ATOMIC_ADD(&holes, 1);
      batch.images[at] = value - value;
    } else if (batch.live[(long long)BLOCK_Y * GRID_X + BLOCK_X]) {
      batch.images[at] = (float)(value - scale * batch.models[at]);
    }
  }
  BARRIER();
  if (THREAD == 0 && holes > 0) ATOMIC_ADD(&record->holes, holes);
}
