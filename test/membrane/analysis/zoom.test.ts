import { expect, it, describe } from 'vitest';
import { zoomToBox } from '../../../src/membrane/analysis/zoom.ts';
import { describeWithSharedData } from '../../helpers/shared-data.ts';
import { goldenClasses } from './golden-classes.ts';

describeWithSharedData('zoom, golden', () => {
  it('gives the zoomed templates of both sets', () => {
    for (const { name, template, templateBox, box, zoomed } of goldenClasses()) {
      const ours = zoomToBox(template, templateBox, box);
      const worst = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - zoomed[i])), 0);
      expect(worst, name).toBeLessThan(1e-6);
    }
  });
});

describe('zoom', () => {
  it('keeps the image when the box is the same, and its corners always', () => {
    const image = Float32Array.from({ length: 49 }, (_, i) => Math.sin(3 * i));
    expect(zoomToBox(image, 7, 7)).toEqual(image);
    const zoomed = zoomToBox(image, 7, 18);
    expect(zoomed[17]).toBeCloseTo(image[6], 5);
    expect(zoomed[18 * 17]).toBeCloseTo(image[42], 5);
  });

  it('does not exchange the axes', () => {
    const image = new Float32Array(36);
    image[6 * 1 + 4] = 1;
    const zoomed = zoomToBox(image, 6, 11);
    expect(zoomed.indexOf(Math.max(...zoomed))).toBe(11 * 2 + 8);
  });
});
