import type { GreyRange, PixelsHeader } from '../../server/api.ts';
import { getBytes, postRaw } from '../api.ts';
import type { GreyImage } from './grey-image.ts';

export interface LoadedPixels {
  images: GreyImage[];
  range: GreyRange;
}

type Query = Readonly<Record<string, string | number | null | undefined>>;

/** Images of one answer. @throws ApiFailure */
export async function loadPixels(path: string, query: Query, signal?: AbortSignal): Promise<LoadedPixels> {
  return await pixelsOf(await getBytes(path, query, signal));
}

/** As loadPixels, of a POST request. */
export async function postForPixels(path: string, body: unknown, signal?: AbortSignal): Promise<LoadedPixels> {
  return await pixelsOf(await postRaw(path, body, signal));
}

/** Little-endian float32, as the header `X-Image` describes them. */
async function pixelsOf(response: Response): Promise<LoadedPixels> {
  const header = JSON.parse(response.headers.get('X-Image') ?? 'null') as PixelsHeader;
  const buffer = await response.arrayBuffer();
  const { columns, rows, range } = header;
  const images = Array.from({ length: header.images }, (_, index): GreyImage => {
    const pixels = new Float32Array(buffer, 4 * index * columns * rows, columns * rows);
    return { columns, rows, pixels };
  });
  return { images, range };
}
