import { describe, expect, it } from 'vitest';
import { paramsHash } from '../../../src/formats/mxt/params-hash.ts';
import { pythonFloat, pythonFloatText, pythonNumber } from '../../../src/formats/mxt/python-number.ts';

describe('numbers as Python spells them', () => {
  it.each([
    [0.001, '0.001'],
    [1e-5, '1e-05'],
    [0.0001, '0.0001'],
    [1.5e-7, '1.5e-07'],
    [1, '1.0'],
    [-2.5, '-2.5'],
    [0, '0.0'],
    [123456.789, '123456.789'],
    [100, '100.0'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.25e300, '1.25e+300'],
    [0.1 + 0.2, '0.30000000000000004'],
  ])('%d -> %s', (value, text) => {
    expect(pythonFloatText(value)).toBe(text);
  });
  it('a whole number may stay an integer', () => {
    expect(pythonNumber(35).value).toBe('35');
    expect(pythonNumber(35.5).value).toBe('35.5');
  });
});

describe('paramsHash', () => {
  it('is the hash that the older program writes', () => {
    const pms = (step: number) =>
      paramsHash({ points_step: pythonFloat(step), physical_membrane_dist: pythonNumber(35) });
    expect(pms(0.001)).toMatch(/^b79de399/);
    expect(pms(0.005)).toBe('3a84a414a2f2abe0b5e0ee93e961654440556ab60d75901da153b7fb446de66f');
    const mms = { epsilon: pythonFloat(1e-10), gaussian_sigma: pythonFloat(0.6), weighting: 'gaussian' };
    expect(paramsHash(mms)).toBe('e04e409df0c96e0803fa740168bbd8f3befd82f69df8f9680cd9fd8b2245d817');
  });
});
