import { expect, it } from 'vitest';
import { Random } from '../../../src/base/random.ts';
import { DistanceMap } from '../../../src/membrane/analysis/distance-map.ts';
import { distance } from './synthetic.ts';

it('a distance map is exact on its grid, linear between, whatever was asked for before', () => {
  const random = new Random(3);
  const box = 33;
  const line = Float64Array.from({ length: 60 }, () => box * random.uniform());
  const map = new DistanceMap(line, box);
  for (let k = 0; k < 200; k++) {
    const [x, y] = [2 * random.below(17), 2 * random.below(17)];
    expect(map.at(x, y)).toBeCloseTo(distance(line, x, y), 12);
    if (x < 32) {
      const between = (distance(line, x, y) + distance(line, x + 2, y)) / 2;
      expect(map.at(x + 1, y)).toBeCloseTo(between, 12);
    }
  }
});
