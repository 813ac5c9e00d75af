/** Numbers and times as the interface spells them. */

/** Made once: making one takes a hundred times as long as its use, and a batch has a thousand rows and bars. */
const COUNT = new Intl.NumberFormat('en-US');
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

export function count(value: number): string {
  return COUNT.format(value);
}

/** `41 s`, `12 m`, `1 h 12 m`, `2 d 3 h` */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 > 0 ? `${hours} h ${minutes % 60} m` : `${hours} h`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  return `${scaled.toFixed(power > 0 && scaled < 100 ? 1 : 0)} ${units[power] ?? ''}`;
}

/** `18.1`, `24` */
export function gigabytes(mebibytes: number): string {
  return (mebibytes / 1024).toFixed(1).replace(/\.0$/, '');
}

/** `18:06` today, `28 May 18:06` otherwise; local time. */
export function clock(utc: string | null): string {
  if (!utc) return '–';
  const date = new Date(utc);
  const time = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  return isSameDay(date, new Date()) ? time : `${DAY.format(date)} ${time}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const isSameDay = (a: Date, b: Date): boolean =>
  a.getDate() === b.getDate() && a.getMonth() === b.getMonth() && a.getFullYear() === b.getFullYear();

/** `1,342/s`, `28.7/s`, `0.27/s`, `12.4/min` */
export function rate(perSecond: number): string {
  if (perSecond >= 100) return `${count(Math.round(perSecond))}/s`;
  if (perSecond >= 0.1) return `${perSecond.toFixed(perSecond < 10 ? 2 : 1)}/s`;
  return `${(perSecond * 60).toFixed(1)}/min`;
}

/** `2 jobs`, `1 problem` */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) || path;
}
