/** Radix-2 transform of complex images, in place, for CTFs; sizes are powers of two. */

interface Plan {
  cos: Float64Array;
  sin: Float64Array;
  reversed: Uint32Array;
}

const plans = new Map<number, Plan>();

function planOf(size: number): Plan {
  const known = plans.get(size);
  if (known) return known;
  const bits = Math.log2(size);
  if (!Number.isInteger(bits)) throw new RangeError(`transform size ${size} is not a power of two`);
  const plan = {
    cos: Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size)),
    sin: Float64Array.from({ length: size / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / size)),
    reversed: new Uint32Array(size),
  };
  for (let i = 1; i < size; i++) plan.reversed[i] = (plan.reversed[i >> 1] >> 1) | ((i & 1) << (bits - 1));
  plans.set(size, plan);
  return plan;
}

/** One line of `re` + i `im`, unscaled; `sign` -1 forward, +1 inverse. */
function transformLine(re: Float64Array, im: Float64Array, sign: 1 | -1, plan: Plan): void {
  const size = re.length;
  for (let i = 0; i < size; i++) {
    const j = plan.reversed[i];
    if (j <= i) continue;
    const swapRe = re[i];
    re[i] = re[j];
    re[j] = swapRe;
    const swapIm = im[i];
    im[i] = im[j];
    im[j] = swapIm;
  }
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half);
    for (let start = 0; start < size; start += 2 * half) {
      for (let k = 0, turn = 0; k < half; k++, turn += stride) {
        const cos = plan.cos[turn];
        const sin = sign * plan.sin[turn];
        const a = start + k;
        const b = a + half;
        const bRe = re[b] * cos - im[b] * sin;
        const bIm = re[b] * sin + im[b] * cos;
        re[b] = re[a] - bRe;
        im[b] = im[a] - bIm;
        re[a] += bRe;
        im[a] += bIm;
      }
    }
  }
}

/** A complex image, row-major; `re` and `im` have width * height values. */
export interface ComplexImage {
  width: number;
  height: number;
  re: Float64Array;
  im: Float64Array;
}

/** An image of zeros. */
export function complexImage(width: number, height: number): ComplexImage {
  return { width, height, re: new Float64Array(width * height), im: new Float64Array(width * height) };
}

/** 2-D transform in place; the inverse divides by the number of pixels. */
export function transform({ width, height, re, im }: ComplexImage, direction: 'forward' | 'inverse'): void {
  const sign = direction === 'forward' ? -1 : 1;
  const rows = planOf(width);
  for (let y = 0; y < height; y++) {
    transformLine(re.subarray(y * width, (y + 1) * width), im.subarray(y * width, (y + 1) * width), sign, rows);
  }
  transformColumns(re, im, width, height, sign);
  if (direction === 'forward') return;
  const scale = 1 / (width * height);
  for (let i = 0; i < re.length; i++) {
    re[i] *= scale;
    im[i] *= scale;
  }
}

/** Columns, eight at a time, so that each cache line is read once. */
function transformColumns(re: Float64Array, im: Float64Array, width: number, height: number, sign: 1 | -1): void {
  const plan = planOf(height);
  const together = Math.min(8, width);
  const lines = Array.from({ length: together }, () => ({
    re: new Float64Array(height),
    im: new Float64Array(height),
  }));
  for (let x = 0; x < width; x += together) {
    for (let y = 0; y < height; y++) {
      lines.forEach((line, k) => {
        line.re[y] = re[y * width + x + k];
        line.im[y] = im[y * width + x + k];
      });
    }
    for (const line of lines) transformLine(line.re, line.im, sign, plan);
    for (let y = 0; y < height; y++) {
      lines.forEach((line, k) => {
        re[y * width + x + k] = line.re[y];
        im[y * width + x + k] = line.im[y];
      });
    }
  }
}

/** Multiplies a transform by a real function of the spatial frequency (1/px). */
export function multiplyRadial(image: ComplexImage, factor: (frequency: number) => number): void {
  const { width, height, re, im } = image;
  for (let y = 0; y < height; y++) {
    const fy = (y < height / 2 ? y : y - height) / height;
    for (let x = 0; x < width; x++) {
      const fx = (x < width / 2 ? x : x - width) / width;
      const value = factor(Math.sqrt(fx * fx + fy * fy));
      const i = y * width + x;
      re[i] *= value;
      im[i] *= value;
    }
  }
}
