import { splitCredentials } from "../base/credentials.ts";
import { Cancelled } from "../base/errors.ts";
import { type DownloadOptions, PATIENCE, resumesAt } from "./download.ts";
import { downloadFailed } from "./errors.ts";

/** A resource that is being read, from the byte on where the file ends that is there already. */
interface Source {
  readonly body: AsyncIterable<Uint8Array>;
  readonly from: number;
  /** Length of all of it; undefined where nobody tells. */
  readonly total: number | undefined;
}

/** What a download needs of its machine. */
export interface Place {
  /** Certificates of the authorities to trust. */
  readonly certificates: string[];
  /** Size of the file that is there already. */
  readonly present: number;
}

/**
 * Downloads a URL to a file, which is continued if the server can.
 * @throws UserError; Cancelled after `abort`
 */
export async function download(
  url: string,
  path: string,
  place: Place,
  { onProgress, abort, patience = PATIENCE }: DownloadOptions,
): Promise<void> {
  const stop = new AbortController();
  const cancel = () => stop.abort();
  if (abort?.aborted) cancel();
  abort?.addEventListener("abort", cancel);
  const silent = () => {
    const seconds = Math.round(patience / 1000);
    stop.abort(downloadFailed(`the server has been silent for ${seconds} seconds`));
  };
  let timer = setTimeout(silent, patience);
  using client = Deno.createHttpClient({ caCerts: place.certificates });
  try {
    const { body, from, total } = url.startsWith("file:")
      ? await openFile(url)
      : await openHttp(url, place.present, path, client, stop.signal);
    let received = from;
    using file = Deno.openSync(path, {
      write: true,
      create: true,
      append: from > 0,
      truncate: from === 0,
      mode: 0o600,
    });
    for await (const chunk of body) {
      stop.signal.throwIfAborted();
      clearTimeout(timer);
      timer = setTimeout(silent, patience);
      for (let rest = chunk; rest.length > 0;) rest = rest.subarray(file.writeSync(rest));
      received += chunk.length;
      onProgress?.(received, total);
    }
    if (total !== undefined && received < total) throw downloadFailed("the connection broke");
  } catch (error) {
    if (abort?.aborted) throw new Cancelled();
    throw error;
  } finally {
    clearTimeout(timer);
    abort?.removeEventListener("abort", cancel);
  }
}

async function openFile(url: string): Promise<Source> {
  const path = decodeURIComponent(new URL(url).pathname);
  const info = await Deno.stat(path);
  if (!info.isFile) throw downloadFailed(`${path} is no file`);
  const { readable } = await Deno.open(path);
  return { body: readable, from: 0, total: undefined };
}

async function openHttp(
  url: string,
  present: number,
  path: string,
  client: Deno.HttpClient,
  signal: AbortSignal,
): Promise<Source> {
  const { url: plain, headers: credentials } = splitCredentials(url);
  const headers = { ...credentials, ...(present > 0 ? { Range: `bytes=${present}-` } : {}) };
  const response = await fetch(plain, { headers, client, signal });
  const { status, statusText } = response;
  const resumed = status === 206 && resumesAt(response.headers.get("content-range"), present);
  if (!resumed && status !== 200) {
    await response.body?.cancel();
    // What is there is no beginning of it.
    if (status === 416) await Deno.remove(path);
    throw downloadFailed(`the server answered ${status} ${statusText}`.trim(), status);
  }
  const length = response.headers.get("content-length");
  const from = resumed ? present : 0;
  const total = length === null ? undefined : from + Number(length);
  return { body: response.body ?? new ReadableStream(), from, total };
}
