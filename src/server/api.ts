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
 * | POST /api/class/check | ObjectiveRequest | CurveWarnings; some 0.1 s for the first curve of a class |
 * | POST /api/control-points | ControlPointsSave | ControlPointsSaved |
 * | GET /api/micrographs | runRoot, jobId | MicrographList (MMS) |
 * | GET /api/micrograph | runRoot, jobId, index | MicrographView |
 */

export type * from './api/errors.ts';
export type * from './api/session.ts';
export type * from './api/spec.ts';
export type * from './api/batch.ts';
export type * from './api/files.ts';
export type * from './api/job.ts';
export type * from './api/classes.ts';

export const CUSTOM_HEADER = 'X-Bezierfit';
