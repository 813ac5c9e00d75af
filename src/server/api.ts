/**
 * What browser and server say to each other: types only. All paths are absolute, times ISO 8601 UTC, answers JSON unless
 * said otherwise.
 *
 * Every request: cookie of the session (`POST /api/login`). Every POST: `Content-Type: application/json` and the header
 * `X-Bezierfit: 1`; the browser adds its Origin. An error is an `ApiError` with status 400 (request), 401 (no session),
 * 403 (outside the allowed roots), 404, 409 (not possible now), 413 (too large), 422 (the user's input), 429 or 500.
 *
 * The link is `http://127.0.0.1:PORT/#token=...`: the page posts the token once, and removes it from the address. A link
 * works once; `bezierfit gui --link --port N` prints the next (tests: GuiProcess of test/server/gui-process.ts).
 *
 * | request | query or body | answer |
 * |---|---|---|
 * | POST /api/login | Login | 204 and the cookie |
 * | GET /api/session | | Session |
 * | GET /api/machine | | Machine |
 * | GET /api/run-roots | | RunRoot[], newest first |
 * | GET /api/draft | runRoot | Draft |
 * | POST /api/draft | DraftSave | Draft; 409 with the newer Draft in `detail` |
 * | POST /api/validate | SpecRequest | Validation |
 * | POST /api/export | SpecRequest | SpecAnswer: each job with its `input_base_dir` |
 * | POST /api/import | PathRequest | SpecAnswer: a spec file of this machine |
 * | POST /api/input-base-dir | BaseDirRequest | BaseDir |
 * | POST /api/start | SpecRequest | Started; 422 with the problems, 409 while one is running |
 * | POST /api/stop | RunRootRequest | Stopping |
 * | GET /api/command | runRoot | Command |
 * | GET /api/batch | runRoot | BatchView |
 * | POST /api/events | EventsRequest | text/event-stream of BatchEvent, numbered |
 * | GET /api/files | path, types? (`.cs,.star`) | Folder |
 * | GET /api/facts | path | FileFacts |
 * | GET /api/log | path, from (negative: from the end), bytes?, waitMs? | LogRange |
 * | GET /api/log/search | path, text, from?, limit? | LogHits |
 * | GET /api/job | runRoot, jobId | JobFiles |
 * | GET /api/image | path | ImageInfo |
 * | GET /api/image/pixels | path, section, shrink? \| x, y, width, height | float32 little-endian, row-major; PixelsHeader |
 * | GET /api/image/png | path, section, side?, black?, white? | image/png |
 * | GET /api/image/range | path, section, low?, high? (percentiles, default 1, 99) | GreyRange |
 * | GET /api/particles | runRoot, jobId | ParticleList (PMS) |
 * | GET /api/particle | runRoot, jobId, index | ParticleView |
 * | GET /api/particle/pixels | runRoot, jobId, index | float32: raw, model, subtracted, mask, one after the other; PixelsHeader |
 * | GET /api/particle/png | runRoot, jobId, index, side | image/png of raw |
 * | GET /api/classes | runRoot, jobId | ClassList (analysis, PMS) |
 * | GET /api/class/pixels | runRoot, jobId, classId | float32 box x box, zoomed to the particle box; PixelsHeader |
 * | POST /api/objective | ObjectiveRequest | Objective |
 * | POST /api/control-points | ControlPointsSave | ControlPointsSaved |
 * | GET /api/micrographs | runRoot, jobId | MicrographList (MMS) |
 * | GET /api/micrograph | runRoot, jobId, index | MicrographView |
 */

export const CUSTOM_HEADER = 'X-Bezierfit';

export interface ApiError {
  /** One sentence: what is wrong and what to do. */
  message: string;
  problems?: ApiProblem[];
  detail?: unknown;
}
/** As base/errors Problem; `path` is the place in the spec, such as `jobs[2].args.particle`, when there is one. */
export interface ApiProblem {
  where: string;
  message: string;
  jobId?: string;
  /** `args.points_step`, `output_root`, `depends_on`, `resources.gpus` ... of that job. */
  field?: string;
}

export interface Login {
  token: string;
}

export interface Session {
  user: string;
  host: string;
  version: string;
  cores: number;
  home: string;
  /** Given at the start (`--run-root`), else null. */
  runRoot: string | null;
  /** Folders that may be looked at: home, run root, `--root`. */
  roots: string[];
  /** Of contract 9, seconds. */
  graceS: number;
}

/** GPU and CPU strip. */
export interface Machine {
  gpus: GpuView[];
  /** Why there are none: no nvidia-smi, or what it said. */
  gpuFault: string | null;
  cpu: { cores: number; busyCores: number; load1: number };
  memory: { totalBytes: number; availableBytes: number };
}
export interface GpuView {
  id: number;
  name: string;
  usedMiB: number;
  totalMiB: number;
  /** 0..100; null when unknown. */
  usePercent: number | null;
  holders: GpuHolder[];
}
export interface GpuHolder {
  pid: number;
  user: string;
  program: string;
  usedMiB: number | null;
  /** When it is a job of ours. */
  runRoot: string | null;
  jobId: string | null;
}

export interface RunRoot {
  path: string;
  state: 'draft' | 'running' | 'finished' | 'interrupted' | 'gone';
  counts: Counts | null;
  startedUtc: string | null;
  finishedUtc: string | null;
  /** When it was last opened or changed. */
  usedUtc: string;
}

/** A batch spec as JSON; it may still be incomplete. */
export type SpecJson = { [key: string]: unknown };

export interface RunRootRequest {
  runRoot: string;
}
export interface PathRequest {
  path: string;
}
export interface SpecRequest extends RunRootRequest {
  spec: SpecJson;
}
export interface SpecAnswer {
  spec: SpecJson;
  problems: ApiProblem[];
}
export interface Draft extends RunRootRequest {
  /** null: nothing yet. */
  spec: SpecJson | null;
  /** Changes with every save; send it back. Empty: nothing saved yet. */
  revision: string;
  savedUtc: string | null;
  /** Where it comes from: the draft, or the spec of the last start. */
  source: 'draft' | 'spec' | 'none';
  /** The page's own state (undo history, say); never looked at. */
  extra: unknown;
}
export interface DraftSave extends SpecRequest {
  /** Of the draft that was edited; another one's newer save is not overwritten. null: overwrite. */
  revision: string | null;
  extra?: unknown;
}

export interface Validation {
  problems: ApiProblem[];
  /** What was inferred, and warnings. */
  notes: string[];
  jobs: JobForecast[];
  disk: { folder: string; needBytes: number; freeBytes: number }[];
  gpus: number[];
}
export interface JobForecast {
  jobId: string;
  outputRoot: string;
  dependsOn: string[];
  inputBaseDir: string;
  procs: number;
  /** One line for a shell. */
  command: string;
  particles: number;
  items: number;
  unit: string;
  outputBytes: number;
}

export interface BaseDirRequest extends RunRootRequest {
  kind: string;
  args: { [name: string]: unknown };
}
export interface BaseDir {
  /** null as long as there is no primary input. */
  inputBaseDir: string | null;
}

export interface Started extends RunRootRequest {
  specPath: string;
  pid: number;
  command: string;
}
export interface Stopping extends RunRootRequest {
  pid: number;
  graceS: number;
  /** Running jobs that are told to end. */
  jobs: string[];
}
export interface Command {
  /** Ready for a shell, in the run root. */
  command: string;
  cwd: string;
  stop: string;
  watch: string;
}

export type Counts = { queued: number; running: number; success: number; failed: number; canceled: number };
export type StatusWord = keyof Counts;

export interface BatchView extends RunRootRequest {
  statePath: string;
  /** No state file yet: `none`. `lost`: not finished, but its scheduler is gone. `unreadable`: see `fault`. */
  phase: 'none' | 'starting' | 'running' | 'stopping' | 'finished' | 'lost' | 'unreadable';
  fault: string | null;
  startedUtc: string | null;
  finishedUtc: string | null;
  updatedUtc: string | null;
  owner: { pid: number; host: string } | null;
  settings: { gpus: number[]; policy: string; maxRunningJobs: number | null; failFast: boolean };
  counts: Counts;
  freeGpus: number[];
  jobs: JobView[];
  /** The scheduler's log: bezierfit_batch.run.out. */
  log: { path: string; sizeBytes: number };
  /** When all is expected to be done. */
  forecastUtc: string | null;
  /** When SIGKILL comes, after a stop from this interface. */
  killUtc: string | null;
}
export interface JobView {
  jobId: string;
  kind: string;
  enabled: boolean;
  outputRoot: string;
  gpus: number;
  procs: number | null;
  dependsOn: string[];
  status: StatusWord;
  assignedGpus: number[];
  pid: number | null;
  returncode: number | null;
  startedUtc: string | null;
  finishedUtc: string | null;
  /** The word of contract 5. */
  reason: string | null;
  /** One plain sentence: why it waits, failed or was canceled. */
  why: string | null;
  progress: { done: number; total: number; unit: string; rate: number | null; etaS: number | null } | null;
  /** Of the time line, by the scheduler's estimate; null when nothing is known. `gpus` is empty for queued jobs. */
  forecast: { startUtc: string; endUtc: string; gpus: number[] } | null;
}

export interface EventsRequest extends RunRootRequest {
  /** `id` of the last event seen; null: begin with a snapshot. */
  after: string | null;
}
/** `id:` of the stream is `epoch:number`; `event:` is the type, `data:` one line of JSON. A comment comes every 5 s. */
export type BatchEvent =
  | { type: 'snapshot'; batch: BatchView }
  /** `head` is the view without its jobs; `jobs` those that changed, `order` all ids when the list itself changed. */
  | { type: 'change'; head: Omit<BatchView, 'jobs'>; jobs: JobView[]; order: string[] | null };

export interface Folder {
  path: string;
  parent: string | null;
  entries: FolderEntry[];
  /** More than were listed. */
  truncated: boolean;
}
export interface FolderEntry {
  name: string;
  kind: 'folder' | 'file';
  sizeBytes: number;
  modifiedUtc: string;
}
/** What a file is, before it is chosen; `fault` says why it cannot be read. */
export interface FileFacts {
  path: string;
  sizeBytes: number;
  modifiedUtc: string;
  format: 'cs' | 'star' | 'mrc' | 'json' | 'other';
  rows: number | null;
  boxPx: number | null;
  pixelSizeA: number | null;
  sections: number | null;
  columns: number | null;
  /** `1,204,551 rows · box 256 · 1.07 Å/px` */
  words: string;
  fault: string | null;
}

export interface LogRange {
  path: string;
  /** Of the file now. */
  sizeBytes: number;
  /** Bytes [from, to) in `text`, cut at line ends where there are any. */
  from: number;
  to: number;
  text: string;
}
export interface LogHits {
  hits: { at: number; line: string }[];
  /** Where to go on; null: the end was reached. */
  next: number | null;
  sizeBytes: number;
}

export interface JobFiles {
  jobId: string;
  kind: string;
  outputRoot: string;
  args: { [name: string]: unknown };
  /** job_spec_resolved.json, job_result.json as they are. */
  resolved: SpecJson | null;
  result: SpecJson | null;
  command: string;
  /** stdout, stderr and event logs that exist. */
  logs: { name: 'stdout' | 'stderr' | 'events'; path: string; sizeBytes: number }[];
}

export interface ImageInfo {
  path: string;
  columns: number;
  rows: number;
  sections: number;
  mode: number;
  pixelSizeA: number | null;
  sizeBytes: number;
  warnings: string[];
}
export interface GreyRange {
  black: number;
  white: number;
  min: number;
  max: number;
}
/** Header `X-Image` of every pixels answer, as JSON. `range`: percentiles 1 and 99 (of raw, where there are several). */
export interface PixelsHeader {
  columns: number;
  rows: number;
  images: number;
  range: GreyRange;
}

export interface ParticleList {
  boxPx: number;
  pixelSizeA: number;
  count: number;
  stacks: { raw: string; output: string; first: number; count: number; ready: boolean }[];
  classes: number[];
}
export interface ParticleView {
  index: number;
  /** Row of the .cs file. */
  row: number;
  stack: string;
  section: number;
  output: string;
  /** The job has written it; else computed for the view alone. */
  ready: boolean;
  classId: number;
  boxPx: number;
  pixelSizeA: number;
  halfWidthPx: number;
  psiDeg: number;
  shiftXPx: number;
  shiftYPx: number;
  lambda: number;
  /** Curve in the particle, px: [[x, y], ...]. */
  curve: [number, number][];
  controlPoints: [number, number][];
  /** Means along the curve at each distance from it. */
  profile: { distanceA: number[]; raw: number[]; model: number[]; subtracted: number[] };
  nanPixels: number;
}

export interface ClassList {
  boxPx: number;
  pixelSizeA: number;
  halfWidthPx: number;
  curvatureThreshold: number;
  /** File that is shown and saved; null: not there yet. */
  controlPointsFile: string;
  exists: boolean;
  /** Number to send back when saving. */
  revision: string;
  classes: ClassView[];
}
export interface ClassView {
  classId: number;
  controlPoints: [number, number][] | null;
  /** Of the particle box. */
  curve: [number, number][];
  objective: Objective | null;
  particles: number | null;
  fault: string | null;
}
export interface ObjectiveRequest extends RunRootRequest {
  jobId: string;
  classId: number;
  controlPoints: [number, number][];
}
export interface Objective {
  /** correlation - curvaturePenalty - boxPenalty; null: the curve misses the box. */
  fitness: number | null;
  correlation: number;
  curvaturePenalty: number;
  boxPenalty: number;
  maxCurvature: number;
  curve: [number, number][];
}
export interface ControlPointsSave extends RunRootRequest {
  jobId: string;
  revision: string;
  /** Only the classes that were changed. */
  classes: { classId: number; controlPoints: [number, number][] }[];
}
export interface ControlPointsSaved {
  path: string;
  /** Copy of the file as it was. */
  copy: string;
  revision: string;
}

export interface MicrographList {
  micrographs: { index: number; name: string; raw: string; output: string; ready: boolean; particles: number }[];
}
export interface MicrographView {
  index: number;
  name: string;
  raw: string;
  output: string;
  ready: boolean;
  columns: number;
  rows: number;
  pixelSizeA: number | null;
  /** Centres and side, px. */
  boxes: { x: number; y: number; boxPx: number }[];
}
