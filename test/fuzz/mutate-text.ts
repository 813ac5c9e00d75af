import type { Random } from '../../src/base/random.ts';

/** Damages a text in one to three ways: lines and tokens swapped, repeated, lost, or replaced by something odd. */
export function mutateText(seed: Uint8Array, random: Random, oddities: readonly string[]): Uint8Array {
  let text = Buffer.from(seed).toString('latin1');
  for (let left = 1 + random.below(3); left > 0 && text !== ''; left--) text = damage(text, random, oddities);
  return Buffer.from(text, 'latin1');
}

function damage(text: string, random: Random, oddities: readonly string[]): string {
  const lines = text.split('\n');
  const [line, other] = [random.below(lines.length), random.below(lines.length)];
  const odd = oddities[random.below(oddities.length)] ?? '';
  const at = random.below(text.length);
  switch (random.below(9)) {
    case 0:
      return [...lines.slice(0, line), ...lines.slice(line + 1)].join('\n');
    case 1:
      return [...lines.slice(0, line), lines[other], ...lines.slice(line)].join('\n');
    case 2:
      return lines.with(line, lines[other]!).with(other, lines[line]!).join('\n');
    case 3:
      return text.slice(0, at);
    case 4:
      return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + random.below(2));
    case 5:
      return text.slice(0, at) + odd + text.slice(at + random.below(4));
    default:
      return lines.with(line, changeToken(lines[line]!, random, odd)).join('\n');
  }
}

function changeToken(line: string, random: Random, odd: string): string {
  const tokens = line.split(/(\s+)/);
  const at = 2 * random.below(Math.ceil(tokens.length / 2));
  const choices = [odd, '', `${tokens[at]} ${tokens[at]}`, `${tokens[at]}${odd}`, `${odd}${tokens[at]}`];
  return tokens.with(at, choices[random.below(choices.length)]!).join('');
}
