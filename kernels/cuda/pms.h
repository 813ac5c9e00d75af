/*
 * What the kernels of the particle subtraction (algorithms.md 3) share: the description of a batch and how its memory is
 * laid out. src/cuda/pms-layout.ts writes the same; every field has 8 bytes. Images are row-major, `box` x `box`.
 * Kernels run in the order curve, profile, model, columns, scaling, subtract; block y is the particle.
 */
#ifndef PMS_H
#define PMS_H
#include "target.h"

/* Most control points of a curve. */
#define MAX_POINTS 64
/* Side of the square of pixels that a block takes. */
#define TILE 16
#define FACTORS 50

enum Status { DONE = 0, LEFT_OUT = 1, CURVE_OUTSIDE = 2, NO_TANGENT = 3, TOO_MANY_SAMPLES = 4 };

/* What the host reads back of each particle. */
typedef struct {
  int status;
  int samples;
  int lambda_index;
  /* Pixels that were not finite; NaN in the result. */
  int holes;
  double cost;
  /* Where the curve has no tangent. */
  double t;
} PmsRecord;

typedef struct {
  long long box;
  long long half_width;
  /* The profile goes from -profile_reach to profile_reach. */
  long long profile_reach;
  /* Samples for which there is room, per particle. */
  long long capacity;
  /* 0, s, 2 s, ... < 2 by repeated addition. */
  long long t_count;
  double step;
  double bias;
  /* How far the mask reaches from the curve, px, and its square. */
  double mask_reach;
  double mask_reach2;
  /* Taps of the Gaussian: at +-2, +-1, 0. */
  double tap2, tap1, tap0;
  const double *t;
  /* Cubic pieces of the soft edge, a sixteenth of a pixel each. */
  const double *edge;
  /* [particle][MAX_POINTS][x, y], and how many: 0 leaves the particle as it is. */
  const double *points;
  const int *point_counts;
  /* Read, then replaced by the result. */
  float *images;
  /* [particle][capacity][x, y] and [..][nx, ny]. */
  double *samples;
  float *normals;
  /* [particle][2 profile_reach + 1]. */
  float *profiles;
  /* The masked model A; valid in live tiles, as the next two. */
  float *models;
  /* First the mask M, then (I*G) M. */
  float *masks;
  /* (A*G) M. */
  float *smooth_models;
  /* [particle][tile]: 1 where the mask may reach. */
  unsigned char *live;
  PmsRecord *records;
} PmsBatch;

DEVICE int tiles_of(int box) { return (box + TILE - 1) / TILE; }

DEVICE double factor_at(int index) { return 0.01 + 0.02 * index; }

/* Point k pixels off a sample, in the float32 arithmetic of the older program; 0: outside the box. */
DEVICE int point_off(float x, float y, float nx, float ny, int k, int box, float *qx, float *qy) {
  const float u = (float)k * nx;
  const float v = (float)k * ny;
  *qx = x + u;
  *qy = y + v;
  return *qx >= 0 && *qx < box && *qy >= 0 && *qy < box;
}

#endif
