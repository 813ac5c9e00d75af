/** A command of the program. Its module is loaded only when it is called, so that every start is quick. */
export interface CommandEntry {
  name: string;
  alias?: string;
  summary: string;
  /** `run` gets the arguments after the command's name (flags hyphenated) and returns the exit code. */
  load: () => Promise<{ run: (argv: string[]) => Promise<number> }>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'bezierfit-batch',
    alias: 'batch',
    summary: 'Run the jobs of a batch spec side by side',
    load: () => import('./commands/batch.ts'),
  },
  {
    name: 'status',
    summary: 'Show where a batch stands',
    load: () => import('./commands/status.ts'),
  },
  {
    name: 'resume',
    summary: 'Go on with the batch of a run root',
    load: () => import('./commands/resume.ts'),
  },
  {
    name: 'verify',
    summary: 'Check that every output of a batch is there and whole',
    load: () => import('./commands/verify.ts'),
  },
  {
    name: 'gui',
    summary: 'Serve the interface to a browser',
    load: () => import('./commands/gui.ts'),
  },
  {
    name: 'watch',
    summary: 'Show a running batch live in the terminal',
    load: () => import('./commands/watch.ts'),
  },
  { name: 'pms', summary: 'Subtract the membrane from particle images', load: () => import('./commands/pms.ts') },
  { name: 'mms', summary: 'Put subtracted particles back into micrographs', load: () => import('./commands/mms.ts') },
  {
    name: 'analyze',
    summary: 'Fit curves to the membranes of class averages',
    load: () => import('./commands/analyze.ts'),
  },
  {
    name: 'inspect',
    summary: 'Show what is in an MRC, .cs or STAR file',
    load: () => import('./commands/inspect.ts'),
  },
  {
    name: 'fixmapid',
    summary: 'Repair the map id of MRC files in place',
    load: () => import('./commands/fixmapid.ts'),
  },
  {
    name: 'validate',
    summary: 'Check a batch spec and all its files without starting anything',
    load: () => import('./commands/validate.ts'),
  },
  {
    name: 'sweep',
    summary: 'Make one job for every value of a parameter',
    load: () => import('./commands/sweep.ts'),
  },
  {
    name: 'soak',
    summary: 'Kill schedulers and jobs at random, go on, and check that nothing was lost',
    load: () => import('./commands/soak.ts'),
  },
  {
    name: 'doctor',
    summary: 'Check this machine: Node, cores, NVIDIA driver and GPUs, disks',
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'demo',
    summary: 'Make a small project whose truth is known, run a batch on it, judge the result',
    load: () => import('./commands/demo.ts'),
  },
];

/** The command of this name or short name. */
export function findCommand(name: string | undefined): CommandEntry | undefined {
  return name === undefined ? undefined : COMMANDS.find((one) => name === one.name || name === one.alias);
}
