/* One value from the threads of a block, the same in every run: by halving, over cells in shared memory. */
#ifndef REDUCE_H
#define REDUCE_H
#include "target.h"

#define REDUCE(name, type, combined)                        \
  DEVICE type name(type *cells, type value) {               \
    cells[THREAD] = value;                                  \
    BARRIER();                                              \
    for (int half = BLOCK / 2; half > 0; half >>= 1) {      \
      if (THREAD < half) {                                  \
        const type a = cells[THREAD];                       \
        const type b = cells[THREAD + half];                \
        cells[THREAD] = (combined);                         \
      }                                                     \
      BARRIER();                                            \
    }                                                       \
    const type result = cells[0];                           \
    BARRIER();                                              \
    return result;                                          \
  }

REDUCE(block_least, int, b < a ? b : a)
REDUCE(block_least_float, float, b < a ? b : a)
REDUCE(block_count, int, a + b)
REDUCE(block_sum, double, a + b)

#endif
