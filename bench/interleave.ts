type Measurements = Record<string, () => unknown>;
type Results<M extends Measurements> = { [Name in keyof M]: Awaited<ReturnType<M[Name]>>[] };

/**
 * Runs every measurement once a round, all in turn, so that a machine that is busy for a while hits all of them.
 * @returns what each measured, in order of the rounds
 */
export async function interleave<M extends Measurements>(rounds: number, measurements: M): Promise<Results<M>> {
  const results = new Map<string, unknown[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(measurements)) {
      results.set(name, [...(results.get(name) ?? []), await measure()]);
    }
  }
  return Object.fromEntries(results) as Results<M>;
}
