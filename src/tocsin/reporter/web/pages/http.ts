/** One request to the line, with nothing that tells who asks, and nothing that waits for ever. */
import { fromUtf8 } from "../../../envelope/web/bytes.js";
import { LineAway, LineRefused } from "./errors.js";

export interface Outgoing {
  method: "GET" | "POST" | "PUT";
  path: string;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
}
export interface Watching {
  signal?: AbortSignal | undefined;
  /** Bytes of the body that have left, where the browser tells it. */
  onSent?: ((bytes: number) => void) | undefined;
}
export interface Incoming {
  status: number;
  /** The line's clock, where it says it. */
  date: Date | null;
  body: Uint8Array<ArrayBuffer>;
}

/**
 * Milliseconds without a sign of life, after which a connection counts as lost. With a body it is long: what a browser
 * calls sent may lie in the device's own buffers for minutes where the way up is slow.
 */
const STALLED = { asking: 30_000, sending: 180_000 };

/**
 * Ask, and return a success. Throws `LineRefused` for any other answer, `LineAway` where there was none, and
 * `AbortError` when it is stopped. Bodies go by `XMLHttpRequest`, since `fetch` cannot tell how much of one has left.
 */
export async function ask(origin: string, outgoing: Outgoing, watching: Watching = {}): Promise<Incoming> {
  const { signal } = watching;
  if (signal?.aborted) throw abortion();
  const controller = new AbortController();
  const stop = (): void => { controller.abort(); };
  const patience = outgoing.body ? STALLED.sending : STALLED.asking;
  let timer = setTimeout(stop, patience);
  const alive = (bytes: number): void => {
    clearTimeout(timer);
    timer = setTimeout(stop, patience);
    watching.onSent?.(bytes);
  };
  signal?.addEventListener("abort", stop);
  try {
    const way = outgoing.body && typeof XMLHttpRequest === "function" ? byXhr : byFetch;
    const incoming = await way(origin + outgoing.path, outgoing, controller.signal, alive);
    if (incoming.status < 200 || incoming.status > 299) throw refusal(incoming);
    return incoming;
  } catch (error) {
    if (signal?.aborted) throw abortion();
    throw error instanceof LineRefused ? error : new LineAway("no answer from the line");
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** What an aborted call rejects with; `signal.reason` is not there before Safari 15.4. */
export const abortion = (): DOMException => new DOMException("stopped", "AbortError");

type Way = (url: string, outgoing: Outgoing, signal: AbortSignal, alive: (bytes: number) => void) => Promise<Incoming>;

const byFetch: Way = async (url, { method, headers, body }, signal) => {
  const silent = { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" } as const;
  const answer = await fetch(url, { ...silent, method, signal, headers: headers ?? {}, body: body ?? null });
  return incoming(answer.status, answer.headers.get("date"), await answer.arrayBuffer());
};

const byXhr: Way = (url, { method, headers, body }, signal, alive) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = "arraybuffer";
    for (const [name, value] of Object.entries(headers ?? {})) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => { alive(event.loaded); };
    request.onload = () => {
      resolve(incoming(request.status, request.getResponseHeader("date"), request.response as ArrayBuffer));
    };
    request.onerror = request.onabort = () => { reject(new LineAway("the connection was lost")); };
    signal.addEventListener("abort", () => { request.abort(); });
    // As a Blob the browser takes eight mebibytes in a blink; as bytes it copies them while the page stands still.
    request.send(body ? new Blob([body]) : null);
  });

function incoming(status: number, date: string | null, body: ArrayBuffer): Incoming {
  const moment = new Date(date ?? "");
  return { status, date: Number.isNaN(moment.getTime()) ? null : moment, body: new Uint8Array(body) };
}

function refusal({ status, body }: Incoming): LineRefused {
  try {
    const value: unknown = JSON.parse(fromUtf8(body));
    if (typeof value === "object" && value !== null) return new LineRefused(status, { ...value });
  } catch {
    // A proxy's page, not the line's JSON: the status says enough.
  }
  return new LineRefused(status, {});
}
