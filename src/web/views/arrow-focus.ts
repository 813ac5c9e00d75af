const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Arrow keys move the focus to the nearest link of a picture in that direction, Home and End to the first and last. */
export function moveFocusByArrow(event: React.KeyboardEvent<Element>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement | SVGAElement>('a')];
  const from = links.find((link) => link === document.activeElement);
  const direction = DIRECTIONS[event.key];
  let next: HTMLElement | SVGAElement | undefined;
  if (event.key === 'Home') next = links[0];
  else if (event.key === 'End') next = links.at(-1);
  else if (direction && from) next = nearest(from, links, direction);
  else return;
  event.preventDefault();
  next?.focus();
}

/** Ahead counts once, aside three times. */
function nearest<E extends Element>(from: Element, links: readonly E[], [dx, dy]: readonly [number, number]) {
  const start = middleOf(from);
  let best: E | undefined;
  let least = Infinity;
  for (const link of links) {
    const { x, y } = middleOf(link);
    const ahead = (x - start.x) * dx + (y - start.y) * dy;
    const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    if (link !== from && ahead > 1 && ahead + 3 * aside < least) [best, least] = [link, ahead + 3 * aside];
  }
  return best;
}

function middleOf(element: Element): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
