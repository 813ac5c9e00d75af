/*
 * Profile of each image along its curve (algorithms.md 3.4): block x is the distance off the curve, the threads take the
 * samples in turns. Values and sums in double; the same order in every run.
 */
#include "pms.h"
#include "reduce.h"

/* 0 beyond the last pixel centre, and where it touches a pixel that is not finite. */
DEVICE double bilinear(const float *image, int box, float qx, float qy) {
  const int last = box - 1;
  if (qx > last || qy > last) return 0;
  const int x0 = (int)qx;
  const int y0 = (int)qy;
  const int right = x0 < last ? 1 : 0;
  const int below = y0 < last ? box : 0;
  const float *at = image + (long long)y0 * box + x0;
  const double a = at[0];
  const double b = at[right];
  const double c = at[below];
  const double d = at[below + right];
  const double sum = a + b + c + d;
  if (!IS_FINITE(sum)) return 0;
  const double fx = qx - x0;
  const double fy = qy - y0;
  return (1 - fy) * ((1 - fx) * a + fx * b) + fy * ((1 - fx) * c + fx * d);
}

KERNEL pms_profile(const PmsBatch *description) {
  SHARED double sums[BLOCK];
  SHARED int counts[BLOCK];
  const PmsBatch batch = *description;
  const PmsRecord *record = batch.records + BLOCK_Y;
  if (record->status != DONE) return;
  const int box = (int)batch.box;
  const int k = BLOCK_X - (int)batch.profile_reach;
  const double *samples = batch.samples + 2 * BLOCK_Y * batch.capacity;
  const float *normals = batch.normals + 2 * BLOCK_Y * batch.capacity;
  const float *image = batch.images + (long long)BLOCK_Y * box * box;
  double total = 0;
  int points = 0;
  for (int i = THREAD; i < record->samples; i += BLOCK) {
    float qx, qy;
    const float x = (float)samples[2 * i];
    const float y = (float)samples[2 * i + 1];
    if (!point_off(x, y, normals[2 * i], normals[2 * i + 1], k, box, &qx, &qy)) continue;
    total += bilinear(image, box, qx, qy);
    points++;
  }
  total = block_sum(sums, total);
  points = block_count(counts, points);
  if (THREAD == 0) batch.profiles[(long long)BLOCK_Y * GRID_X + BLOCK_X] = points == 0 ? 0 : (float)(total / points);
}
