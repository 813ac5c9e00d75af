import { useMemo, useState } from 'react';
import { Curve, distanceFrom } from '../pictures/curve.tsx';
import { drawGrey } from '../pictures/draw-grey.ts';
import { valueAt, type GreyImage, type Range } from '../pictures/grey-image.ts';
import { Picture } from '../pictures/picture.tsx';
import type { Point } from '../pictures/viewport.ts';
import type { Contrast } from './contrast-panel.tsx';
import type { ShownParticle } from './particles.tsx';
import type { ChangeOptions, ViewOptions } from './view-options.ts';

const NAMES = ['Raw', 'Model', 'Subtracted', 'Mask'] as const;
const MASK_RANGE: Range = { black: 0, white: 1 };

interface ParticleViewsProps extends ShownParticle {
  /** As they are drawn; `pixels` as they are. */
  images: readonly GreyImage[];
  /** Of raw; model and subtracted share it unless the contrast is not linked. */
  range: Range;
  contrast: Contrast;
  options: ViewOptions;
  change: ChangeOptions;
}

export function ParticleViews({ view, pixels, images, range, contrast, options, change }: ParticleViewsProps) {
  const [cursor, setCursor] = useState<Point | null>(null);
  const drawn = useDrawn(images, range, contrast);
  const shown = options.large === null ? [0, 1, 2, 3] : [options.large];
  return (
    <>
      <div className={shown.length === 1 ? 'vw one' : 'vw'}>
        {shown.map((place) => {
          const source = options.isSwapped && place === 2 ? 0 : place;
          const value = cursor && valueAt(pixels.images[source], cursor.x, cursor.y);
          const viewport = options.viewports[options.isLinked ? 0 : place];
          return (
            <figure key={place}>
              <figcaption className="vcap">
                <b>{NAMES[source]}</b>
                <kbd>{place + 1}</kbd>
                <span className="grow" />
                <span className="mono dim xs">{value === null ? '' : signed(value, 3)}</span>
              </figcaption>
              <Picture
                label={`${NAMES[source]} of particle ${view.index + 1}`}
                drawn={drawn[source]}
                viewport={viewport}
                onViewport={(next) =>
                  change({
                    viewports: options.viewports.map((old, i) => (options.isLinked || i === place ? next : old)),
                  })
                }
                pixelSizeA={view.pixelSizeA}
                cursor={cursor}
                onCursor={setCursor}
                overlay={() => options.showsCurve && <Curve points={view.curve} />}
              />
            </figure>
          );
        })}
      </div>
      <div className="row sm dim readout">
        <Readout view={view} cursor={cursor} />
        <span className="grow" />
        <span>
          box {view.boxPx} px · {view.pixelSizeA.toFixed(3)} Å/px
        </span>
      </div>
    </>
  );
}

function useDrawn(images: readonly GreyImage[], range: Range, contrast: Contrast): ImageData[] {
  return useMemo(
    () =>
      images.map((image, place) => {
        if (place === 3) return drawGrey(image, MASK_RANGE, false);
        const own = place === 1 ? evenRange(image) : ownRange(image);
        return drawGrey(image, contrast.isLinked || place === 0 ? range : own, contrast.isInverted);
      }),
    [images, range, contrast],
  );
}

/** From the smallest to the largest value of one image alone. */
function ownRange({ pixels }: GreyImage): Range {
  let [black, white] = [Infinity, -Infinity];
  for (const value of pixels) {
    if (value < black) black = value;
    if (value > white) white = value;
  }
  return { black, white };
}

/** With 0 in the middle: what was added or taken away is lighter or darker than grey. */
function evenRange(image: GreyImage): Range {
  const { black, white } = ownRange(image);
  const most = Math.max(Math.abs(black), Math.abs(white));
  return { black: -most, white: most };
}

function Readout({ view, cursor }: { view: ShownParticle['view']; cursor: Point | null }) {
  if (!cursor) return <span>Point at a pixel to read it; the wheel zooms around it.</span>;
  const distance = distanceFrom(view.curve, cursor.x, cursor.y);
  return (
    <>
      <span className="mono">
        x {cursor.x} y {cursor.y} px
      </span>
      <span className="mono">
        {(cursor.x * view.pixelSizeA).toFixed(1)}, {(cursor.y * view.pixelSizeA).toFixed(1)} Å
      </span>
      {distance !== null && <span className="mono">{signed(distance * view.pixelSizeA, 1)} Å from the curve</span>}
    </>
  );
}

/** With a true minus sign; what is rounded to 0 has none. */
export function signed(value: number, digits: number): string {
  return value
    .toFixed(digits)
    .replace(/^-(?=[0.]+$)/, '')
    .replace('-', '−');
}
