/*
 * The few words in which a kernel differs between its two targets: PTX (clang, CUDA mode) and the processor (a C
 * compiler; test/fixtures/cuda runs the threads of a block as fibres). Everything else is the common part of C and C++.
 * No floating-point contraction, no reassociation, no library of device functions: both targets give the same bits.
 */
#ifndef TARGET_H
#define TARGET_H

/* Threads of every block; the names of CUDA for where a thread is. */
#define BLOCK 256

/* Registers are kept to what lets four blocks share a multiprocessor. */
#ifdef __CUDA__
#define KERNEL extern "C" __attribute__((global, launch_bounds(BLOCK, 4))) void
#define DEVICE static inline __attribute__((device))
#define SHARED static __attribute__((shared))
#define BARRIER() __syncthreads()
#define THREAD ((int)__nvvm_read_ptx_sreg_tid_x())
#define BLOCK_X ((int)__nvvm_read_ptx_sreg_ctaid_x())
#define BLOCK_Y ((int)__nvvm_read_ptx_sreg_ctaid_y())
#define GRID_X ((int)__nvvm_read_ptx_sreg_nctaid_x())
/* Correctly rounded. */
#define SQRT(x) __nvvm_sqrt_rn_d(x)
#define SQRTF(x) __nvvm_sqrt_rn_f(x)
#else
struct FakePlace {
  int thread, block_x, block_y, grid_x;
};
extern struct FakePlace fake_place;
void fake_barrier(int place);
#define KERNEL void
#define DEVICE static inline
/* In a section of their own: whatever a block left there is overwritten before the next. */
#define SHARED static __attribute__((section("fake_shared")))
/* No two barriers have the same number, also those of one macro; the last four digits are the line. */
#define BARRIER() fake_barrier((__COUNTER__ + 1) * 10000 + __LINE__)
#define THREAD (fake_place.thread)
#define BLOCK_X (fake_place.block_x)
#define BLOCK_Y (fake_place.block_y)
#define GRID_X (fake_place.grid_x)
#define SQRT(x) __builtin_sqrt(x)
#define SQRTF(x) __builtin_sqrtf(x)
#endif

/* Of whole numbers only: the result does not depend on who comes first. */
#define ATOMIC_OR(cell, bits) ((void)__atomic_fetch_or(cell, bits, __ATOMIC_RELAXED))
#define ATOMIC_ADD(cell, number) ((void)__atomic_fetch_add(cell, number, __ATOMIC_RELAXED))

/* False for NaN and infinities. */
#define IS_FINITE(x) ((x) - (x) == 0)

#endif
