/*
 * Image and masked model convolved with the 5x5 Gaussian (zero outside the box), times the mask (algorithms.md 3.6): a
 * block takes a tile. Pixels of the image that are not finite count as 0. The image's result replaces the mask.
 */
#include "pms.h"

#define PAD 2
#define WIDE (TILE + 2 * PAD)

typedef struct {
  /* A tile and its surroundings, and the same smoothed along x. */
  float image[WIDE][WIDE];
  float model[WIDE][WIDE];
  float image_rows[WIDE][TILE];
  float model_rows[WIDE][TILE];
} Window;

DEVICE float smooth(const float *at, int stride, float tap2, float tap1, float tap0) {
  return tap0 * at[2 * stride] + tap1 * (at[stride] + at[3 * stride]) + tap2 * (at[0] + at[4 * stride]);
}

/* Image and model about the tile at (left, top). */
DEVICE void load_window(const PmsBatch *batch, Window *window, int left, int top) {
  const int box = (int)batch->box;
  const int tiles = tiles_of(box);
  const long long plane = (long long)BLOCK_Y * box * box;
  const unsigned char *live = batch->live + (long long)BLOCK_Y * GRID_X;
  for (int i = THREAD; i < WIDE * WIDE; i += BLOCK) {
    const int x = left + i % WIDE - PAD;
    const int y = top + i / WIDE - PAD;
    float image = 0;
    float model = 0;
    if (x >= 0 && x < box && y >= 0 && y < box) {
      const long long at = plane + (long long)y * box + x;
      image = batch->images[at];
      if (!IS_FINITE(image)) image = 0;
      if (live[y / TILE * tiles + x / TILE]) model = batch->models[at];
    }
    window->image[i / WIDE][i % WIDE] = image;
    window->model[i / WIDE][i % WIDE] = model;
  }
  BARRIER();
}

KERNEL pms_columns(const PmsBatch *description) {
  SHARED Window window;
  const PmsBatch batch = *description;
  if (batch.records[BLOCK_Y].status != DONE) return;
  if (!batch.live[(long long)BLOCK_Y * GRID_X + BLOCK_X]) return;
  const int box = (int)batch.box;
  const int left = TILE * (BLOCK_X % tiles_of(box));
  const int top = TILE * (BLOCK_X / tiles_of(box));
  const float tap2 = (float)batch.tap2;
  const float tap1 = (float)batch.tap1;
  const float tap0 = (float)batch.tap0;
  load_window(&batch, &window, left, top);
  for (int i = THREAD; i < WIDE * TILE; i += BLOCK) {
    const int row = i / TILE;
    const int x = i % TILE;
    window.image_rows[row][x] = smooth(&window.image[row][x], 1, tap2, tap1, tap0);
    window.model_rows[row][x] = smooth(&window.model[row][x], 1, tap2, tap1, tap0);
  }
  BARRIER();
  const int x = THREAD % TILE;
  const int y = THREAD / TILE;
  if (left + x >= box || top + y >= box) return;
  const long long at = ((long long)BLOCK_Y * box + top + y) * box + left + x;
  const float mask = batch.masks[at];
  batch.masks[at] = mask * smooth(&window.image_rows[y][x], TILE, tap2, tap1, tap0);
  batch.smooth_models[at] = mask * smooth(&window.model_rows[y][x], TILE, tap2, tap1, tap0);
}
