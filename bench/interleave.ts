/**
 * Runs every measurement once a round, all in turn, so that a machine that is busy for a while hits all of them.
 * @returns what each measured, in order of the rounds
 */
export async function interleave<Name extends string, Result>(
  rounds: number,
  measurements: Record<Name, () => Result | Promise<Result>>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(measurements) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Result[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) results[name].push(await measurements[name]());
  }
  return results;
}
