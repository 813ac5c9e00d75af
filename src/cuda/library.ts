/** koffi and the driver's library, found and opened; or a CudaError that says which of them is missing. */
import { existsSync } from 'node:fs';
import type koffiModule from 'koffi';
import { messageOf } from '../base/errors.ts';
import { CudaError } from './errors.ts';

type Koffi = typeof koffiModule;
export type Library = ReturnType<Koffi['load']>;

const LIBRARY = 'libcuda.so.1';
/** Where containers, Windows' Linux and NixOS have it, when the loader does not know. */
const PLACES = ['/usr/local/nvidia/lib64', '/usr/lib/wsl/lib', '/run/opengl-driver/lib'];
/** What koffi's stack holds while the driver compiles PTX. */
const STACK_BYTES = 16 << 20;

/** @throws CudaError 'CudaUnavailable' */
export async function loadKoffi(): Promise<Koffi> {
  let koffi: Koffi;
  try {
    koffi = (await import('koffi')).default;
  } catch (error) {
    throw new CudaError(
      'CudaUnavailable',
      `the package koffi, through which the NVIDIA driver is called, cannot be loaded (${firstLine(error)})`,
      'install the program again with a network (npm leaves koffi out where it cannot get it), or use --device cpu',
      0,
      { cause: error },
    );
  }
  const config = koffi.config();
  if ((config.sync_stack_size ?? 0) < STACK_BYTES) koffi.config({ sync_stack_size: STACK_BYTES });
  return koffi;
}

/** `path`: of the library; null: the system's. @throws CudaError 'CudaNoDriver' */
export function openLibrary(koffi: Koffi, path: string | null): Library {
  const known = PLACES.map((place) => `${place}/${LIBRARY}`).filter((one) => existsSync(one));
  const [first = LIBRARY, ...others] = path === null ? [LIBRARY, ...known] : [path];
  try {
    return koffi.load(first);
  } catch (error) {
    for (const other of others) {
      try {
        return koffi.load(other);
      } catch {
        // What the loader said about the usual place says more.
      }
    }
    const why = firstLine(error).replace(/^Failed to load shared library: /, '');
    throw new CudaError(
      'CudaNoDriver',
      `${first} cannot be loaded (${why}): there is no NVIDIA driver here`,
      'install one (in a container, start it with its GPUs), or use --device cpu',
      0,
      { cause: error },
    );
  }
}

/**
 * A function by the first of its names that the library has.
 * @throws CudaError 'CudaDriverTooOld'
 */
export function findFunction(
  library: Library,
  names: readonly string[],
  types: readonly string[],
): ReturnType<Library['func']> {
  let missing: unknown;
  for (const name of names) {
    try {
      return library.func(name, 'int32_t', [...types]);
    } catch (error) {
      missing ??= error;
    }
  }
  throw new CudaError(
    'CudaDriverTooOld',
    `the NVIDIA driver is too old (${firstLine(missing)})`,
    'install a newer NVIDIA driver, or use --device cpu',
    0,
    { cause: missing },
  );
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n')[0] ?? '';
}
