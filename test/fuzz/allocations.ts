/** Counts the bytes that typed arrays and buffers take, so that a read can be held to a bound exactly. */
let taken = 0;

const NAMES = [
  'ArrayBuffer', 'SharedArrayBuffer', 'Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array',
  'Int32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
] as const; // prettier-ignore

/** Call before the code that is watched is loaded. */
export function watchAllocations(): void {
  const scope = globalThis as unknown as Record<
    string,
    (new (...args: unknown[]) => object) & { BYTES_PER_ELEMENT?: number }
  >;
  for (const name of NAMES) {
    const bytes = scope[name]?.BYTES_PER_ELEMENT ?? 1;
    scope[name] = new Proxy(scope[name]!, {
      construct(target: new (...args: unknown[]) => object, args: unknown[], newTarget: new () => object) {
        if (typeof args[0] === 'number') taken += args[0] * bytes;
        return Reflect.construct(target, args, newTarget);
      },
    });
  }
  for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const) {
    const real = Buffer[name] as (size: number, ...rest: unknown[]) => Buffer<ArrayBuffer>;
    Buffer[name] = (size: number, ...rest: unknown[]) => {
      taken += size;
      return real(size, ...rest);
    };
  }
}

/** Bytes since the last call. */
export function takeAllocations(): number {
  const bytes = taken;
  taken = 0;
  return bytes;
}
