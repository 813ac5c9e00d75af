/*
 * Samples of each particle's curve (algorithms.md 2 and 3.0), bit for bit those of src/membrane/curve.ts: a block takes a
 * particle, its threads take the table of t in turns. Sets the record's status, samples and t.
 */
#include "pms.h"
#include "reduce.h"

typedef struct {
  int degree;
  const double *points;
  /* Binomials of the degree and of the derivative. */
  const double *binomials;
  const double *slopes;
  int box;
} Curve;

DEVICE void fill_binomials(double *row, int n) {
  row[0] = 1;
  for (int i = 1; i <= n; i++) row[i] = row[i - 1] * (n - i + 1) / i;
}

/* powers[i] = base^i by repeated multiplication. */
DEVICE void fill_powers(double *powers, double base, int degree) {
  powers[0] = 1;
  for (int i = 1; i <= degree; i++) powers[i] = powers[i - 1] * base;
}

/* The point at t; 1 when it lies in the box. */
DEVICE int point_at(const Curve *curve, double t, double *x, double *y) {
  double of_u[MAX_POINTS];
  const int degree = curve->degree;
  fill_powers(of_u, 1 - t, degree);
  double of_t = 1;
  *x = 0;
  *y = 0;
  for (int i = 0; i <= degree; i++) {
    const double weight = (float)(curve->binomials[i] * of_t * of_u[degree - i]);
    *x += (float)(weight * curve->points[2 * i]);
    *y += (float)(weight * curve->points[2 * i + 1]);
    of_t *= t;
  }
  return *x >= 0 && *x < curve->box && *y >= 0 && *y < curve->box;
}

DEVICE void normal_at(const Curve *curve, double t, double *nx, double *ny) {
  double of_u[MAX_POINTS];
  const int degree = curve->degree;
  const double *points = curve->points;
  fill_powers(of_u, 1 - t, degree);
  double of_t = 1;
  double dx = 0;
  double dy = 0;
  for (int i = 0; i < degree; i++) {
    const double weight = (float)(degree * (curve->slopes[i] * of_t * of_u[degree - 1 - i]));
    dx += (float)(weight * (float)(points[2 * i + 2] - points[2 * i]));
    dy += (float)(weight * (float)(points[2 * i + 3] - points[2 * i + 1]));
    of_t *= t;
  }
  const double length = SQRT(dx * dx + dy * dy);
  *nx = -dy / length;
  *ny = dx / length;
}

/* Writes sample `index`; 0 when the curve has no direction there. */
DEVICE int write_sample(const PmsBatch *batch, const Curve *curve, double t, long long index) {
  double x, y, nx, ny;
  point_at(curve, t, &x, &y);
  normal_at(curve, t, &nx, &ny);
  const long long at = 2 * (BLOCK_Y * batch->capacity + index);
  batch->samples[at] = x;
  batch->samples[at + 1] = y;
  batch->normals[at] = (float)nx;
  batch->normals[at + 1] = (float)ny;
  return nx == nx;
}

/* First index from `from` on (< t_count) of the table at which being inside is `wanted`; t_count: none. */
DEVICE int find_first(const PmsBatch *batch, const Curve *curve, int from, int sign, int wanted, int *cells) {
  const int count = (int)batch->t_count;
  int found = count;
  double x, y;
  for (int i = from + THREAD; i < count; i += BLOCK) {
    if (point_at(curve, sign * batch->t[i], &x, &y) != wanted) continue;
    found = i;
    break;
  }
  return block_least(cells, found);
}

/* Fills curve, points and binomials in shared memory. */
DEVICE void load_curve(const PmsBatch *batch, Curve *curve, double *points, double *binomials, double *slopes) {
  const int count = batch->point_counts[BLOCK_Y];
  if (THREAD < 2 * count) points[THREAD] = batch->points[2LL * MAX_POINTS * BLOCK_Y + THREAD];
  if (THREAD == 0) fill_binomials(binomials, count - 1);
  if (THREAD == 32 && count > 1) fill_binomials(slopes, count - 2);
  curve->degree = count - 1;
  curve->points = points;
  curve->binomials = binomials;
  curve->slopes = slopes;
  curve->box = (int)batch->box;
  BARRIER();
}

/*
 * Writes the samples: `behind` of them before t = 0, then from index `first` to `end` of the table. Where the first is
 * not t = 0 there are none behind it: that one was found outside.
 */
DEVICE void write_samples(const PmsBatch *batch, const Curve *curve, int behind, int first, int end, int *cells) {
  PmsRecord *record = batch->records + BLOCK_Y;
  int worst = end;
  for (int i = THREAD - behind; i < end; i += BLOCK) {
    if (i >= 0 && i < first) continue;
    const int index = i < 0 ? behind + i : behind + i - first;
    if (!write_sample(batch, curve, i < 0 ? -batch->t[-i] : batch->t[i], index) && i < worst) worst = i;
  }
  worst = block_least(cells, worst);
  if (THREAD != 0 || worst == end) return;
  record->status = NO_TANGENT;
  record->t = worst < 0 ? -batch->t[-worst] : batch->t[worst];
}

KERNEL pms_curve(const PmsBatch *description) {
  SHARED double points[2 * MAX_POINTS];
  SHARED double binomials[MAX_POINTS];
  SHARED double slopes[MAX_POINTS];
  SHARED int cells[BLOCK];
  const PmsBatch batch = *description;
  const int count = batch.point_counts[BLOCK_Y];
  PmsRecord record = {count == 0 ? LEFT_OUT : DONE, 0, 0, 0, 0, 0};
  if (count == 0) {
    if (THREAD == 0) batch.records[BLOCK_Y] = record;
    return;
  }
  Curve curve;
  load_curve(&batch, &curve, points, binomials, slopes);
  const int first = find_first(&batch, &curve, 0, 1, 1, cells);
  int end = first;
  int behind = 0;
  if (first == batch.t_count) {
    record.status = CURVE_OUTSIDE;
  } else {
    end = find_first(&batch, &curve, first + 1, 1, 0, cells);
    if (first == 0) behind = find_first(&batch, &curve, 1, -1, 0, cells) - 1;
    record.samples = behind + end - first;
    if (record.samples > batch.capacity) record.status = TOO_MANY_SAMPLES;
  }
  if (THREAD == 0) batch.records[BLOCK_Y] = record;
  if (record.status == DONE) write_samples(&batch, &curve, behind, first, end, cells);
}
