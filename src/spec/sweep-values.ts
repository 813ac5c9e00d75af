import { refuse } from '../base/errors.ts';

/** More jobs than this are surely a mistake in the step. */
const MOST_VALUES = 10_000;

/**
 * The values of `start:end:step`, both ends included, spelled without floating-point noise: decimal arithmetic on
 * scaled integers, so 0.1:0.3:0.1 gives 0.1, 0.2, 0.3.
 */
export function rangeValues(range: string): string[] {
  const parts = range.split(':').map(parseDecimal);
  const [start, end, step] = parts;
  if (parts.length !== 3 || !start || !end || !step) {
    return refuse('--range', `expected start:end:step with three numbers, got ${range}`);
  }
  const decimals = Math.max(...[start, end, step].map((number) => number.decimals));
  const scaled = ({ digits, decimals: own }: Decimal) => digits * 10n ** BigInt(decimals - own);
  const [from, to, by] = [scaled(start), scaled(end), scaled(step)];
  if (by === 0n || (to - from) * by < 0n) refuse('--range', `the step of ${range} never leads from start to end`);
  const count = (to - from) / by + 1n;
  if (count > MOST_VALUES) refuse('--range', `${range} has ${count} values, expected at most ${MOST_VALUES}`);
  return Array.from({ length: Number(count) }, (_, i) => spell(from + BigInt(i) * by, decimals));
}

/** digits / 10^decimals */
interface Decimal {
  digits: bigint;
  decimals: number;
}

function parseDecimal(text: string): Decimal | null {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,2}))?$/i.exec(text.trim());
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return null;
  const decimals = fraction.length - Number(exponent);
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  return decimals >= 0 ? { digits, decimals } : { digits: digits * 10n ** BigInt(-decimals), decimals: 0 };
}

function spell(digits: bigint, decimals: number): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(decimals + 1, '0');
  const whole = text.slice(0, text.length - decimals);
  const fraction = text.slice(text.length - decimals).replace(/0+$/, '');
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}
