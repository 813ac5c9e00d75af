const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Place {
  x: number;
  y: number;
}

/** Arrow keys move the focus to the nearest link of a picture in that direction, Home and End to the first and last. */
export function moveFocusByArrow(event: React.KeyboardEvent<Element>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement | SVGAElement>('a')];
  const from = links.find((link) => link === document.activeElement);
  const next = nextByKey(event.key, links, from, middleOf);
  if (next === null) return;
  event.preventDefault();
  next?.focus();
}

/** Where a key leads from one of the items; undefined: there is none in that direction, null: another key. */
export function nextByKey<T>(
  key: string,
  items: readonly T[],
  from: T | undefined,
  placeOf: (item: T) => Place,
): T | undefined | null {
  const direction = DIRECTIONS[key];
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  return direction && from !== undefined ? nearest(from, items, direction, placeOf) : null;
}

/** Ahead counts once, aside three times. */
function nearest<T>(from: T, items: readonly T[], [dx, dy]: readonly [number, number], placeOf: (item: T) => Place) {
  const start = placeOf(from);
  let best: T | undefined;
  let least = Infinity;
  for (const item of items) {
    const { x, y } = placeOf(item);
    const ahead = (x - start.x) * dx + (y - start.y) * dy;
    const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    if (item !== from && ahead > 1 && ahead + 3 * aside < least) [best, least] = [item, ahead + 3 * aside];
  }
  return best;
}

function middleOf(element: Element): Place {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
