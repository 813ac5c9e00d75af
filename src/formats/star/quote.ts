import { refuse } from '../../base/errors.ts';

/** First words that some reader takes for something else than a value. */
const RESERVED = /^(data_|loop_|save_|stop_|global_|[_#;])/i;

/**
 * A value as one token that every reader understands: bare where possible, otherwise in double quotes; in single quotes
 * where a double quote inside would end it too early, with escapes (RELION's) where both would.
 * @param where names the value in the message
 * @throws InputError for a line break or a control character, which STAR cannot hold
 */
export function quoteStar(value: string, where: string): string {
  if (isBare(value)) return value;
  if (/[\0-\x08\x0a-\x1f]/.test(value)) refuse(where, `the value ${JSON.stringify(value)} cannot stand in a STAR file`);
  if (!/"\s/.test(value)) return `"${value}"`;
  if (!/'\s/.test(value)) return `'${value}'`;
  return `"${value.replaceAll('"', '\x07"')}"`;
}

function isBare(value: string): boolean {
  return value !== '' && !/^["']|[\0- ]/.test(value) && !RESERVED.test(value);
}
