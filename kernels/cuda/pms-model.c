/*
 * Mask and masked model of each particle (algorithms.md 3.3, 3.5): a block takes a tile of pixels, a thread a pixel. No
 * scattering: each pixel gathers what the points off the curve lay on it, in the order of the samples.
 *
 * The samples go by in chunks of one a thread. Those of a chunk that matter to the tile are put into two lists, in their
 * order: those that can be the nearest to one of its pixels, and those whose normal comes near it. The nearest is chosen in
 * float32 (places relative to the tile's centre), and measured in double together with its two neighbours on the curve.
 */
#include "pms.h"
#include "reduce.h"

#define WORDS (BLOCK / 32)
/* Half the side and half the diagonal between the outer pixel centres of a tile. */
#define HALF_SIDE (0.5f * (TILE - 1))
#define HALF_DIAGONAL (1.41422f * HALF_SIDE)
/* More than what rounding to float32 can move. */
#define SLACK 0.01f
/* A point lies on a pixel only when it is less than a pixel away in x and in y: less than this along any direction. */
#define TOUCH 1.43f
#define ABS(x) ((x) < 0 ? -(x) : (x))

typedef struct {
  float x, y;
} Spot;

/* One tile, in all threads of a block. */
typedef struct {
  double cx, cy;
  /* An owner of one of its pixels is not farther from the centre, squared; negative: its mask is 1 throughout. */
  float limit2;
  int box;
  int reach;
  const float *profile;
} Tile;

/* The samples of a chunk that matter to the tile. */
typedef struct {
  /* One bit a sample; in turns, so that those of the next chunk are cleared in time. */
  unsigned near_bits[2][WORDS];
  unsigned crossing_bits[2][WORDS];
  int near_count;
  int crossing_count;
  /* Those that can be the nearest: relative to the tile's centre, and which. */
  Spot offset[BLOCK];
  int index[BLOCK];
  /* Those whose normals come near: place, normal, and how far the normal's line passes the tile's centre. */
  Spot place[BLOCK];
  Spot normal[BLOCK];
  float aside[BLOCK];
} Chunk;

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

/* Bits set before this thread's. */
DEVICE int slot_in(const unsigned *words) {
  int count = __builtin_popcount(words[THREAD >> 5] & ((1u << (THREAD & 31)) - 1));
  for (int word = 0; word < THREAD >> 5; word++) count += __builtin_popcount(words[word]);
  return count;
}

/* Puts the samples from `start` on that matter to the tile into the lists. `turn`: 0 and 1 in turns. */
DEVICE void load_chunk(Chunk *chunk, const Tile *tile, const double *samples, const float *normals, int start, int count, int turn) {
  const int i = start + THREAD;
  const unsigned bit = 1u << (THREAD & 31);
  Spot offset = {0, 0};
  Spot place = {0, 0};
  Spot normal = {0, 0};
  int is_near = 0;
  int is_crossing = 0;
  if (i < count) {
    const double x = samples[2 * i];
    const double y = samples[2 * i + 1];
    offset.x = (float)(x - tile->cx);
    offset.y = (float)(y - tile->cy);
    place.x = (float)x;
    place.y = (float)y;
    normal.x = normals[2 * i];
    normal.y = normals[2 * i + 1];
    const float extent = HALF_SIDE * (ABS(normal.x) + ABS(normal.y)) + TOUCH + SLACK;
    const float along = offset.x * normal.x + offset.y * normal.y;
    is_near = offset.x * offset.x + offset.y * offset.y <= tile->limit2;
    is_crossing = ABS(offset.x * normal.y - offset.y * normal.x) <= extent && ABS(along) <= tile->reach + extent;
  }
  if (is_near) ATOMIC_OR(&chunk->near_bits[turn][THREAD >> 5], bit);
  if (is_crossing) ATOMIC_OR(&chunk->crossing_bits[turn][THREAD >> 5], bit);
  BARRIER();
  if (THREAD < WORDS) chunk->near_bits[!turn][THREAD] = chunk->crossing_bits[!turn][THREAD] = 0;
  const int near_slot = slot_in(chunk->near_bits[turn]);
  const int crossing_slot = slot_in(chunk->crossing_bits[turn]);
  if (is_near) {
    chunk->offset[near_slot] = offset;
    chunk->index[near_slot] = i;
  }
  if (is_crossing) {
    chunk->place[crossing_slot] = place;
    chunk->normal[crossing_slot] = normal;
    chunk->aside[crossing_slot] = offset.x * normal.y - offset.y * normal.x;
  }
  if (THREAD == BLOCK - 1) {
    chunk->near_count = near_slot + is_near;
    chunk->crossing_count = crossing_slot + is_crossing;
  }
  BARRIER();
}

/* Weight of a point on a pixel; in the last column or row a point lies on its own pixel alone. */
DEVICE float weight_on(float qx, float qy, int px, int py, int last) {
  const int cx = (int)qx;
  const int cy = (int)qy;
  if (cx == last || cy == last) return cx == px && cy == py ? 1 : 0;
  const float fx = qx - cx;
  const float fy = qy - cy;
  const float wx = cx == px ? 1 - fx : cx + 1 == px ? fx : 0;
  const float wy = cy == py ? 1 - fy : cy + 1 == py ? fy : 0;
  return wx * wy;
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

/* Squared distance to the nearest sample: the one that was found, or a neighbour of it. */
DEVICE double measure(const double *samples, int count, int nearest, int px, int py) {
  double least = 1e300;
  for (int i = nearest > 0 ? nearest - 1 : 0; i <= nearest + 1 && i < count; i++) {
    const double dx = px - samples[2 * i];
    const double dy = py - samples[2 * i + 1];
    const double squared = dx * dx + dy * dy;
    if (squared < least) least = squared;
  }
  return least;
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
  const double mask = is_inside ? 1 : soft_edge(&batch, measure(samples, count, pixel.nearest, pixel.x, pixel.y));
  const long long at = ((long long)BLOCK_Y * box + pixel.y) * box + pixel.x;
  batch.masks[at] = (float)mask;
  batch.models[at] = pixel.weight > 0 ? (float)(pixel.value / pixel.weight * mask) : 0;
}
