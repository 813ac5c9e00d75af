/*
 * The samples of a curve as one tile of pixels needs them: they go by in chunks of one a thread, and those of a chunk
 * that matter to the tile are put into two lists, in their order.
 */
#ifndef PMS_CHUNK_H
#define PMS_CHUNK_H
#include "pms.h"

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

/* Bits set before this thread's. */
DEVICE int slot_in(const unsigned *words) {
  int count = __builtin_popcount(words[THREAD >> 5] & ((1u << (THREAD & 31)) - 1));
  for (int word = 0; word < THREAD >> 5; word++) count += __builtin_popcount(words[word]);
  return count;
}

/* Puts the samples from `start` on that matter to the tile into the lists. `turn`: 0 and 1 in turns. */
DEVICE void load_chunk(Chunk *chunk, const Tile *tile, const double *samples, const float *normals, int start, int count,
                       int turn) {
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

#endif
