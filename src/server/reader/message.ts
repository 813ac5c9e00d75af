/** What goes between the server and a reading thread: a request that passed the gate, and its answer. */
export interface ReadRequest {
  id: number;
  method: string;
  /** Path with query. */
  path: string;
  body: string | null;
}

export interface ReadAnswer {
  id: number;
  status: number;
  headers: [string, string][];
  body: ArrayBuffer;
}

/** `workerData` of a reading thread. */
export interface ReaderData {
  /** The allowed roots. */
  folders: readonly string[];
}
