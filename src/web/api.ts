import { tellServerDate } from './clock.ts';
import type { ApiError, ApiProblem } from '../server/api.ts';

/** The server refused: its sentence, and the problems of the input if there are any. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly problems: readonly ApiProblem[];
  readonly detail: unknown;
  constructor(status: number, { message, problems = [], detail }: ApiError) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.problems = problems;
    this.detail = detail;
  }
}

type Query = Readonly<Record<string, string | number | null | undefined>>;

function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  );
  return given.length > 0 ? `${path}?${new URLSearchParams(given).toString()}` : path;
}

async function answerOf(response: Response): Promise<Response> {
  if (response.ok) return response;
  const fallback = { message: `The server answered ${response.status} ${response.statusText}.` };
  const error = (await response.json().catch(() => fallback)) as ApiError;
  throw new ApiFailure(response.status, error.message ? error : fallback);
}

/** GET; the type parameter is the answer's type in server/api.ts. @throws ApiFailure, or TypeError without connection */
export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  const response = await answerOf(await fetch(address(path, query), { signal }));
  return (await response.json()) as T;
}

/** GET of bytes (pixels, logs); the response gives access to the headers. */
export async function getBytes(path: string, query?: Query, signal?: AbortSignal): Promise<Response> {
  return answerOf(await fetch(address(path, query), { signal }));
}

/** POST as the server demands it: JSON and the custom header. */
export async function postRaw(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'X-Bezierfit': '1' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body), signal });
  tellServerDate(response.headers.get('date'));
  return answerOf(response);
}

export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await postRaw(path, body, signal);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** What a failed request says to the user. */
export function failureWords(error: unknown): string {
  if (error instanceof ApiFailure) return error.message;
  return 'The server cannot be reached. A running batch is not affected.';
}
