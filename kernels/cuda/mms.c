/*
 * Putting subtracted particles back into a micrograph (algorithms.md 4), with the arithmetic of src/membrane/mosaic.ts:
 * each pixel sums its patches in file order, however they come in chunks.
 */
#include "mms.h"
#include "reduce.h"

typedef struct {
  double mean;
  double deviation;
  int is_flat;
} Moments;

/* Mean and population deviation of a rectangle, about its first pixel; the mean is not finite when a pixel is not. */
DEVICE Moments moments_of(const float *pixels, long long stride, int width, int height, double *cells) {
  const double base = pixels[0];
  double sum = 0;
  double squares = 0;
  for (int y = THREAD / 32; y < height; y += BLOCK / 32) {
    for (int x = THREAD % 32; x < width; x += 32) {
      const double value = pixels[y * stride + x] - base;
      sum += value;
      squares += value * value;
    }
  }
  sum = block_sum(cells, sum);
  squares = block_sum(cells, squares);
  const double count = (double)width * height;
  const double shift = sum / count;
  const double variance = squares / count - shift * shift;
  Moments moments = {base + shift, variance > 0 ? SQRT(variance) : 0, squares == 0};
  return moments;
}

/* Gain and offset of each patch: a block a patch. */
KERNEL mms_measure(const MmsChunk *description) {
  SHARED double cells[BLOCK];
  const MmsChunk chunk = *description;
  const MmsPatch patch = chunk.patches[BLOCK_X];
  const int width = (int)patch.width;
  const int height = (int)patch.height;
  const float *particle = chunk.particles + patch.pixels + patch.box_y * patch.box + patch.box_x;
  const float *under = chunk.micrograph + patch.top * chunk.columns + patch.left;
  const Moments own = moments_of(particle, patch.box, width, height, cells);
  const Moments crop = moments_of(under, chunk.columns, width, height, cells);
  if (THREAD != 0) return;
  const double gain = own.is_flat ? 0 : -crop.deviation / own.deviation;
  chunk.scales[2 * BLOCK_X] = gain;
  chunk.scales[2 * BLOCK_X + 1] = crop.mean - gain * own.mean;
  const int fault = IS_FINITE(crop.mean) ? NO_FAULT : MICROGRAPH_NOT_FINITE;
  chunk.faults[BLOCK_X] = IS_FINITE(own.mean) ? fault : PARTICLE_NOT_FINITE;
}

/* Adds the chunk's patches to the sums: a block a tile of the micrograph, a thread a column of eight rows apart. */
KERNEL mms_add(const MmsChunk *description) {
  const MmsChunk chunk = *description;
  const int tile = BLOCK_Y * GRID_X + BLOCK_X;
  const int first = chunk.tile_starts[tile];
  const int end = chunk.tile_starts[tile + 1];
  const int x = MMS_TILE * BLOCK_X + THREAD % MMS_TILE;
  if (first == end || x >= chunk.columns) return;
  for (int row = THREAD / MMS_TILE; row < MMS_TILE; row += BLOCK / MMS_TILE) {
    const int y = MMS_TILE * BLOCK_Y + row;
    if (y >= chunk.rows) return;
    double *sums = chunk.sums + 2 * (y * chunk.columns + x);
    double weights = sums[0];
    double values = sums[1];
    for (int i = first; i < end; i++) {
      const int index = chunk.tile_patches[i];
      const MmsPatch *patch = chunk.patches + index;
      const long long u = x - patch->left;
      const long long v = y - patch->top;
      if (u < 0 || v < 0 || u >= patch->width || v >= patch->height) continue;
      const long long box_x = u + patch->box_x;
      const long long box_y = v + patch->box_y;
      const double *factors = chunk.weights + patch->weights;
      const double weight = factors[box_y] * factors[box_x];
      const double pixel = chunk.particles[patch->pixels + box_y * patch->box + box_x];
      weights += weight;
      values += weight * (chunk.scales[2 * index] * pixel + chunk.scales[2 * index + 1]);
    }
    sums[0] = weights;
    sums[1] = values;
  }
}

/* Replaces the pixels that lie under patches: a thread a pixel. */
KERNEL mms_finish(const MmsChunk *description) {
  const MmsChunk chunk = *description;
  const long long at = (long long)BLOCK_X * BLOCK + THREAD;
  if (at >= chunk.rows * chunk.columns) return;
  const double weight = chunk.sums[2 * at];
  if (weight > 0) chunk.micrograph[at] = (float)(chunk.sums[2 * at + 1] / weight);
}
