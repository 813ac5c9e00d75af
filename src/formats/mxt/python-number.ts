import { LosslessNumber } from '../../base/json.ts';

/** The shortest decimal of a double as Python's `repr` spells it: `0.001`, `1e-05`, `1.0`, `1e+16`. */
export function pythonFloatText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no spelling in JSON`);
  const [mantissa = '', exponentText = ''] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
  }
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** A number that is written into JSON as a Python float, `1.0` and not `1`. */
export function pythonFloat(value: number): LosslessNumber {
  return new LosslessNumber(pythonFloatText(value));
}

/** A whole number as an integer (`35`), any other as a float. */
export function pythonNumber(value: number): LosslessNumber {
  return Number.isSafeInteger(value) ? new LosslessNumber(String(value)) : pythonFloat(value);
}
