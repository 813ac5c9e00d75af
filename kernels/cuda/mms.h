/*
 * What the kernels of the putting back (algorithms.md 4) share. src/cuda/mms-layout.ts writes the same; every field has
 * 8 bytes. The patches of a micrograph come in chunks, in file order: measure, add for each chunk, then finish.
 */
#ifndef MMS_H
#define MMS_H
#include "target.h"

/* Side of the square of pixels that a block takes. */
#define MMS_TILE 32

enum Fault { NO_FAULT = 0, PARTICLE_NOT_FINITE = 1, MICROGRAPH_NOT_FINITE = 2 };

/* One patch: the part of its box that lies on the micrograph, as in src/membrane/mosaic.ts. */
typedef struct {
  /* Where its particle begins in `particles`, pixels, and its weights in `weights`. */
  long long pixels;
  long long weights;
  long long box;
  long long box_x, box_y;
  long long left, top;
  long long width, height;
} MmsPatch;

typedef struct {
  long long columns;
  long long rows;
  float *micrograph;
  const float *particles;
  const MmsPatch *patches;
  /* One factor of the separable weights for each size of box. */
  const double *weights;
  /* [patch][gain, offset]; filled by `measure`. */
  double *scales;
  /* [patch], an enum Fault. */
  int *faults;
  /* [row][column][weight, weight * value]; zero before the first chunk. */
  double *sums;
  /* Patches of tile i, in file order: tile_patches[tile_starts[i]] to [tile_starts[i + 1]]. */
  const int *tile_starts;
  const int *tile_patches;
} MmsChunk;

#endif
