import { createHash } from 'node:crypto';
import type { LosslessNumber } from '../../base/json.ts';

/** What decides the pixels of an output. Numbers carry their Python spelling (python-number.ts). */
export type MxtParams = Record<string, LosslessNumber | string>;

/** SHA-256 (hex) of the params as JSON with sorted keys and no spaces, byte for byte as Python writes it. (contract 7) */
export function paramsHash(params: MxtParams): string {
  const pairs = Object.keys(params)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${spell(params[key] ?? '')}`);
  return createHash('sha256')
    .update(`{${pairs.join(',')}}`)
    .digest('hex');
}

function spell(value: LosslessNumber | string): string {
  return typeof value === 'string' ? JSON.stringify(value) : value.value;
}
