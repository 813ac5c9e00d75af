/*
 * Mask and masked model of each particle (algorithms.md 3.3, 3.5): a block takes a tile of pixels, a thread a pixel. No
 * scattering: each pixel gathers what the points off the curve lay on it, in the order of the samples.
 * The nearest sample is chosen in float32 (places relative to the tile's centre), and measured in double.
 */
#include "pms-chunk.h"
#include "reduce.h"

/* What a pixel has gathered. */
typedef struct {
  int x, y;
  float nearest2;
  int nearest;
  double weight;
  double value;
} Pixel;

/* The soft mask from the squared distance; the same table and arithmetic as SoftEdge of src/membrane/soft-mask.ts. */
DEVICE double soft_edge(const PmsBatch *batch, double squared) {
  const double half_width = (double)batch->half_width;
  if (squared <= half_width * half_width) return 1;
  if (!(squared <= batch->mask_reach2)) return 0;
  const double place = (SQRT(squared) - half_width) * 16;
  const int piece = (int)place;
  const double r = place - piece;
  const double *at = batch->edge + 4 * piece;
  return at[0] + r * (at[1] + r * (at[2] + r * at[3]));
}

/* Squared distance, px, of the nearest sample from the tile's centre. */
DEVICE float nearest_to_centre(const double *samples, int count, double cx, double cy, float *cells) {
  float least = 3e38f;
  for (int i = THREAD; i < count; i += BLOCK) {
    const float x = (float)(samples[2 * i] - cx);
    const float y = (float)(samples[2 * i + 1] - cy);
    const float squared = x * x + y * y;
    if (squared < least) least = squared;
  }
  return block_least_float(cells, least);
}

/* Weights are in this unit: the smallest keep their digits in float32, and the mean does not see it. */
#define UNIT 0x1p40f

/* Weight of a point on a pixel; in the last column or row a point lies on its own pixel alone. */
DEVICE float weight_on(float qx, float qy, int px, int py, int last) {
  const int cx = (int)qx;
  const int cy = (int)qy;
  if (cx == last || cy == last) return cx == px && cy == py ? UNIT : 0;
  const float fx = qx - cx;
  const float fy = qy - cy;
  const float wx = cx == px ? 1 - fx : cx + 1 == px ? fx : 0;
  const float wy = cy == py ? 1 - fy : cy + 1 == py ? fy : 0;
  return UNIT * wx * wy;
}

/* Adds what the points off sample i of the list lay on the pixel. */
DEVICE void gather_points(Pixel *pixel, const Chunk *chunk, const Tile *tile, int i) {
  const int reach = tile->reach;
  const float x = chunk->place[i].x;
  const float y = chunk->place[i].y;
  const float nx = chunk->normal[i].x;
  const float ny = chunk->normal[i].y;
  const float dx = pixel->x - x;
  const float dy = pixel->y - y;
  const float along = dx * nx + dy * ny;
  if (ABS(dx * ny - dy * nx) > TOUCH || ABS(along) > reach + 2) return;
  /* The whole numbers within TOUCH of `along` are three at most. */
  const int first = (int)(along - TOUCH + (reach + 4)) + 1 - (reach + 4);
  float weights = 0;
  float values = 0;
  for (int k = first; k <= first + 2; k++) {
    float qx, qy;
    if (k < -reach || k > reach || !point_off(x, y, nx, ny, k, tile->box, &qx, &qy)) continue;
    const float weight = weight_on(qx, qy, pixel->x, pixel->y, tile->box - 1);
    weights += weight;
    values += weight * tile->profile[k + reach];
  }
  pixel->weight += weights;
  pixel->value += values;
}

/* Takes what the lists hold for the pixel. */
DEVICE void gather_chunk(Pixel *pixel, const Chunk *chunk, const Tile *tile) {
  const float u = (float)(pixel->x % TILE) - HALF_SIDE;
  const float v = (float)(pixel->y % TILE) - HALF_SIDE;
  int nearest = -1;
  for (int i = 0; i < chunk->near_count; i++) {
    const float dx = u - chunk->offset[i].x;
    const float dy = v - chunk->offset[i].y;
    const float squared = dx * dx + dy * dy;
    if (squared >= pixel->nearest2) continue;
    pixel->nearest2 = squared;
    nearest = i;
  }
  if (nearest >= 0) pixel->nearest = chunk->index[nearest];
  /* On most curves the samples that touch a pixel follow one another: threads look for theirs together, then take them. */
  int first = BLOCK;
  int last = -1;
  for (int i = 0; i < chunk->crossing_count; i++) {
    const float aside = u * chunk->normal[i].y - v * chunk->normal[i].x - chunk->aside[i];
    if (ABS(aside) > TOUCH + SLACK) continue;
    if (last < 0) first = i;
    last = i;
  }
  for (int i = first; i <= last; i++) gather_points(pixel, chunk, tile, i);
}

/* Squared distance from a sample. */
DEVICE double measure(const double *sample, const Pixel *pixel) {
  const double dx = pixel->x - sample[0];
  const double dy = pixel->y - sample[1];
  return dx * dx + dy * dy;
}

KERNEL pms_model(const PmsBatch *description) {
  SHARED Chunk chunk;
  SHARED float cells[BLOCK];
  const PmsBatch batch = *description;
  const PmsRecord *record = batch.records + BLOCK_Y;
  if (record->status != DONE) return;
  const int box = (int)batch.box;
  const int count = record->samples;
  const int reach = (int)batch.profile_reach;
  const double *samples = batch.samples + 2 * BLOCK_Y * batch.capacity;
  const float *normals = batch.normals + 2 * BLOCK_Y * batch.capacity;
  const int left = TILE * (BLOCK_X % tiles_of(box));
  const int top = TILE * (BLOCK_X / tiles_of(box));
  Tile tile = {left + HALF_SIDE, top + HALF_SIDE, -1, box, reach, batch.profiles + (long long)BLOCK_Y * (2 * reach + 1)};
  if (THREAD < WORDS) chunk.near_bits[0][THREAD] = chunk.crossing_bits[0][THREAD] = 0;
  const float from_centre = SQRTF(nearest_to_centre(samples, count, tile.cx, tile.cy, cells));
  const int is_live = from_centre <= batch.mask_reach + HALF_DIAGONAL + SLACK;
  if (THREAD == 0) batch.live[(long long)BLOCK_Y * GRID_X + BLOCK_X] = is_live;
  if (!is_live) return;
  const float limit = from_centre + 2 * HALF_DIAGONAL + SLACK;
  const int is_inside = from_centre + HALF_DIAGONAL + SLACK <= batch.half_width;
  if (!is_inside) tile.limit2 = limit * limit;
  Pixel pixel = {left + THREAD % TILE, top + THREAD / TILE, 3e38f, 0, 0, 0};
  for (int start = 0, turn = 0; start < count; start += BLOCK, turn = !turn) {
    load_chunk(&chunk, &tile, samples, normals, start, count, turn);
    gather_chunk(&pixel, &chunk, &tile);
  }
  if (pixel.x >= box || pixel.y >= box) return;
  const double mask = is_inside ? 1 : soft_edge(&batch, measure(samples + 2 * pixel.nearest, &pixel));
  const long long at = ((long long)BLOCK_Y * box + pixel.y) * box + pixel.x;
  batch.masks[at] = (float)mask;
  batch.models[at] = pixel.weight > 0 ? (float)(pixel.value / pixel.weight * mask) : 0;
}
