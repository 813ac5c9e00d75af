/*
 * Mask and masked model of each particle (algorithms.md 3.3, 3.5): a block takes a tile of pixels, a thread a pixel. No
 * scattering: each pixel gathers what the points off the curve lay on it, in the order of the samples.
 *
 * The samples go by in chunks of one a thread. Two words of bits say which of a chunk matter to the tile: those that can
 * be the nearest to one of its pixels, and those whose normal comes near it. The nearest is chosen in float32 (places
 * relative to the tile's centre), and measured in double together with its two neighbours on the curve.
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

/* The samples of one chunk. */
typedef struct {
  /* Relative to the tile's centre. */
  Spot offset[BLOCK];
  Spot place[BLOCK];
  Spot normal[BLOCK];
  /* One bit a sample. */
  unsigned near[WORDS];
  unsigned crossing[WORDS];
} Chunk;

/* What a pixel has gathered. */
typedef struct {
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

/* Loads this thread's sample of the chunk and marks what it matters to. `limit2`: how far an owner can be, squared. */
DEVICE void load_chunk(Chunk *chunk, const double *xy, const float *normal, double cx, double cy, float limit2, float reach) {
  const float x = (float)(xy[0] - cx);
  const float y = (float)(xy[1] - cy);
  const float nx = normal[0];
  const float ny = normal[1];
  Spot offset = {x, y};
  Spot place = {(float)xy[0], (float)xy[1]};
  Spot direction = {nx, ny};
  chunk->offset[THREAD] = offset;
  chunk->place[THREAD] = place;
  chunk->normal[THREAD] = direction;
  const unsigned bit = 1u << (THREAD & 31);
  if (x * x + y * y <= limit2) ATOMIC_OR(&chunk->near[THREAD >> 5], bit);
  const float extent = HALF_SIDE * (ABS(nx) + ABS(ny)) + TOUCH + SLACK;
  if (ABS(x * ny - y * nx) <= extent && ABS(x * nx + y * ny) <= reach + extent) {
    ATOMIC_OR(&chunk->crossing[THREAD >> 5], bit);
  }
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

/* Adds what the points off one sample lay on the pixel. */
DEVICE void gather_points(Pixel *pixel, const Chunk *chunk, int i, int px, int py, const float *profile, int reach, int box) {
  const float x = chunk->place[i].x;
  const float y = chunk->place[i].y;
  const float nx = chunk->normal[i].x;
  const float ny = chunk->normal[i].y;
  const float dx = px - x;
  const float dy = py - y;
  if (ABS(dx * ny - dy * nx) > TOUCH) return;
  const float along = dx * nx + dy * ny;
  if (ABS(along) > reach + 2) return;
  const int middle = (int)(along + (reach + 4)) - (reach + 4);
  float weights = 0;
  float values = 0;
  for (int k = middle - 1; k <= middle + 2; k++) {
    float qx, qy;
    if (k < -reach || k > reach || !point_off(x, y, nx, ny, k, box, &qx, &qy)) continue;
    const float weight = weight_on(qx, qy, px, py, box - 1);
    weights += weight;
    values += weight * profile[k + reach];
  }
  pixel->weight += weights;
  pixel->value += values;
}

DEVICE void gather_chunk(Pixel *pixel, const Chunk *chunk, int start, int px, int py, const float *profile, int reach, int box) {
  const float x = (float)(px % TILE) - HALF_SIDE;
  const float y = (float)(py % TILE) - HALF_SIDE;
  for (int word = 0; word < WORDS; word++) {
    for (unsigned bits = chunk->near[word]; bits != 0; bits &= bits - 1) {
      const int i = 32 * word + __builtin_ctz(bits);
      const float dx = x - chunk->offset[i].x;
      const float dy = y - chunk->offset[i].y;
      const float squared = dx * dx + dy * dy;
      if (squared < pixel->nearest2) {
        pixel->nearest2 = squared;
        pixel->nearest = start + i;
      }
    }
    for (unsigned bits = chunk->crossing[word]; bits != 0; bits &= bits - 1) {
      gather_points(pixel, chunk, 32 * word + __builtin_ctz(bits), px, py, profile, reach, box);
    }
  }
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
  const float *profile = batch.profiles + (long long)BLOCK_Y * (2 * reach + 1);
  const int left = TILE * (BLOCK_X % tiles_of(box));
  const int top = TILE * (BLOCK_X / tiles_of(box));
  const double cx = left + HALF_SIDE;
  const double cy = top + HALF_SIDE;
  const float from_centre = SQRTF(nearest_to_centre(samples, count, cx, cy, cells));
  const int is_live = from_centre <= batch.mask_reach + HALF_DIAGONAL + SLACK;
  if (THREAD == 0) batch.live[(long long)BLOCK_Y * GRID_X + BLOCK_X] = is_live;
  if (!is_live) return;
  const float limit = from_centre + 2 * HALF_DIAGONAL + SLACK;
  const int px = left + THREAD % TILE;
  const int py = top + THREAD / TILE;
  Pixel pixel = {3e38f, 0, 0, 0};
  for (int start = 0; start < count; start += BLOCK) {
    if (THREAD < WORDS) chunk.near[THREAD] = chunk.crossing[THREAD] = 0;
    BARRIER();
    const int i = start + THREAD;
    if (i < count) load_chunk(&chunk, samples + 2 * i, normals + 2 * i, cx, cy, limit * limit, reach);
    BARRIER();
    gather_chunk(&pixel, &chunk, start, px, py, profile, reach, box);
    BARRIER();
  }
  if (px >= box || py >= box) return;
  const double mask = soft_edge(&batch, measure(samples, count, pixel.nearest, px, py));
  const long long at = ((long long)BLOCK_Y * box + py) * box + px;
  batch.masks[at] = (float)mask;
  batch.models[at] = pixel.weight > 0 ? (float)(pixel.value / pixel.weight * mask) : 0;
}
