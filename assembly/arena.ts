// The memory of a module: taken piece by piece from the front, read and written by index.

/** Below lies what the compiler puts there. */
const START: usize = 4096;

let top: usize = START;

/** All that was taken is free again. */
export function release(): void {
  top = START;
}

/** The address of so many bytes; they are there after `reserve`. */
export function take(bytes: usize): usize {
  const at = top;
  top = (top + bytes + 63) & ~63;
  return at;
}

/** Makes the memory as large as what was taken. */
export function reserve(): void {
  const missing = <i32>((top + 65535) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
}

export function doubleAt(array: usize, index: i32): f64 {
  return load<f64>(array + ((<usize>index) << 3));
}

export function intAt(array: usize, index: i32): i32 {
  return load<i32>(array + ((<usize>index) << 2));
}

export function setInt(array: usize, index: i32, value: i32): void {
  store<i32>(array + ((<usize>index) << 2), value);
}
