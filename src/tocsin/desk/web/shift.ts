/**
 * A shift in this browser: its session key cannot be copied out, signs every request, and ends with the shift.
 *
 * The desk's server relays what is signed here. It cannot sign, so it cannot open what nobody asked for.
 */
import { base64, fromUtf8, utf8 } from "../../envelope/web/bytes.js";
import { dumps, type Json } from "../../envelope/web/canonical.js";
import { post, Refused } from "./http.js";
import { keep, kept, forget } from "./store.js";

export const HOURS = 8;
const MARGIN = 60_000; // the opener takes no longer shift by its own clock, and ours may go ahead by a minute
const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const ECDSA = { name: "ECDSA", hash: "SHA-256" } as const;

/** A live shift; `session` is not extractable. */
export interface Shift {
  officer: string;
  id: string;
  expires: string;
  session: CryptoKey;
  counter: number;
}

/** What signs a shift: a passkey's assertion, or the base64 of a signature by a device key. */
export type Signer = (bytes: Uint8Array<ArrayBuffer>) => Promise<Json>;

/** Return the shift that goes on for an officer in this browser, or nothing. */
export async function live(officer: string): Promise<Shift | undefined> {
  const shift = await kept<Shift>("shift");
  return shift?.officer === officer && Date.parse(shift.expires) > Date.now() ? shift : undefined;
}

/** Begin a shift: the opener's nonce, a fresh session key, the officer's own signature. */
export async function begin(officer: string, sign: Signer, now = Date.now()): Promise<Shift> {
  const session = await crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
  const publicKey = base64(new Uint8Array(await crypto.subtle.exportKey("spki", session.publicKey)));
  const { nonce, time } = await post("/ask/hello", {});
  // A clock that is behind would begin a shift in which every request is refused, each with no word of the clock.
  if (Math.abs(Date.parse(time as string) - now) > MARGIN) throw new Refused("clock-off", "", "");
  const expires = writeTime(now + HOURS * 3_600_000 - MARGIN);
  const bytes = shiftBytes(officer, publicKey, nonce as string, expires);
  const { shift: id } = await post("/ask/shift", { shift: fromUtf8(bytes), signature: await sign(bytes) });
  const shift = { officer, id: id as string, expires, session: session.privateKey, counter: 0 };
  await keep("shift", shift);
  return shift;
}

/** Return the canonical bytes that begin a shift (docs/opener-requests.md). */
export const shiftBytes = (officer: string, session: string, nonce: string, expires: string): Uint8Array<ArrayBuffer> =>
  dumps({ format: "tocsin/shift/v1", officer, session, nonce, expires });

/** End the shift in this browser: without its key nothing can be asked for in it any more. */
export const end = (): Promise<void> => forget("shift");

/** What a request asks for, besides its verb. */
export interface Asked {
  case?: string;
  reason?: string;
  arguments?: Record<string, Json>;
  /** Goes to our server beside the signed request, unsigned: codes alone, never what was told. */
  beside?: Record<string, Json>;
}

/** Sign a request and post it; return the server's answer. `Refused` carries the opener's code, sentence and hint. */
export function ask(path: string, verb: string, asked: Asked = {}): Promise<Response> {
  return signing(async (sign, id) => post.raw(path, { ...asked.beside, ...(await sign(verb, asked)), in: id }));
}

/** The same, signed by the officer's own key too: over the very bytes, so that it is as fresh as the request. */
export function askAfresh(path: string, verb: string, asked: Asked, own: Signer): Promise<Response> {
  return signing(async (sign, id) => {
    const signed = await sign(verb, asked);
    return post.raw(path, { ...signed, assertion: await own(utf8(signed.request)), in: id });
  });
}

/** Sign several requests of one verb and post them together: our server passes them on one after the other. */
export function askInTurn(path: string, verb: string, asked: Asked[]): Promise<Response> {
  return signing(async (sign, id) => {
    const requests: Json[] = [];
    for (const one of asked) requests.push(await sign(verb, one));
    return post.raw(path, { requests, in: id });
  });
}

type Sign = (verb: string, asked: Asked) => Promise<{ request: string; signature: string }>;

/** One post at a time over all windows of this browser: the opener takes only counters that go up. */
function signing<T>(work: (sign: Sign, id: string) => Promise<T>): Promise<T> {
  return navigator.locks.request("tocsin-shift", async () => {
    const shift = await live(document.documentElement.dataset["officer"] ?? "");
    if (!shift) throw new Refused("no-shift", "", "");
    const sign: Sign = async (verb, asked) => {
      shift.counter += 1;
      await keep("shift", shift);
      const bytes = requestBytes(verb, shift, asked, Date.now());
      const raw = new Uint8Array(await crypto.subtle.sign(ECDSA, shift.session, bytes));
      return { request: fromUtf8(bytes), signature: base64(toDer(raw)) };
    };
    return work(sign, shift.id);
  });
}

/** Return the canonical bytes of a request (docs/opener-requests.md). */
export function requestBytes(
  verb: string,
  shift: Pick<Shift, "officer" | "counter">,
  asked: Asked,
  now: number,
): Uint8Array<ArrayBuffer> {
  return dumps({
    format: "tocsin/request/v1",
    verb,
    officer: shift.officer,
    case: asked.case ?? "",
    reason: asked.reason ?? "",
    counter: shift.counter,
    time: writeTime(now),
    arguments: asked.arguments ?? {},
  });
}

/** Write a time as the opener reads it: UTC, whole seconds. */
export const writeTime = (moment: number): string => new Date(moment).toISOString().replace(/\.\d+Z$/, "Z");

/** Turn WebCrypto's r and s (32 bytes each) into the DER that the opener reads. */
export function toDer(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const number = (bytes: Uint8Array): number[] => {
    let start = 0;
    while (start < bytes.length - 1 && bytes[start] === 0) start++;
    const short = [...bytes.subarray(start)];
    const signed = (short[0] ?? 0) >= 0x80 ? [0, ...short] : short;
    return [0x02, signed.length, ...signed];
  };
  const both = [...number(raw.subarray(0, 32)), ...number(raw.subarray(32, 64))];
  return new Uint8Array([0x30, both.length, ...both]);
}
