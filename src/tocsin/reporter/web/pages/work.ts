/**
 * What a line asks for in a flood: ALTCHA's work, solved here. `docs/api.md` describes it, `errand.ts` sends it along.
 *
 * The derivations run on the browser's own threads (WebCrypto), so the page stays alive without a worker of ours.
 */
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { base64, unhex, utf8 } from "../../../envelope/web/bytes.js";
import { fields } from "../../../envelope/web/canonical.js";
import { NotCanonical } from "../../../envelope/web/errors.js";

const ALGORITHM = "PBKDF2/SHA-256";
const [LARGEST_COST, LARGEST_MOST] = [10_000, 10_000_000];
const LANES = 4; // tries at once: what the processors of a cheap phone take, and engines queue the rest anyway

const PARAMETERS = {
  algorithm: "string",
  cost: "number",
  data: "object",
  expiresAt: "number",
  keyLength: "number",
  keyPrefix: "string",
  keySignature: "string",
  nonce: "string",
  salt: "string",
} as const;

/** How a solver is stopped, and where it tells what part of the most it may cost is done (0 to 1). */
export interface Watch {
  signal?: AbortSignal;
  progress?: (done: number) => void;
}

/** A challenge, checked; `raw` goes back as it came. */
export interface Challenge {
  raw: object;
  parameters: { algorithm: string; cost: number; keyLength: number; keyPrefix: string; nonce: string; salt: string };
  most: number;
}

/** Read a challenge; one that a client of this version must not begin is `NotCanonical`. */
export function readChallenge(value: unknown): Challenge {
  const outer = fields(value, { parameters: "object", signature: "string" });
  const parameters = fields(outer.parameters, PARAMETERS);
  const { most } = fields(parameters.data, { door: "string", most: "number" });
  if (parameters.algorithm !== ALGORITHM || parameters.keyLength !== 32) throw new NotCanonical("another kind of work");
  if (!within(parameters.cost, LARGEST_COST) || !within(most, LARGEST_MOST)) throw new NotCanonical("too much work");
  [parameters.keyPrefix, parameters.nonce, parameters.salt].forEach((text) => unhex(text, 16));
  return { raw: outer, parameters, most };
}

const within = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most;

/** Return the header's value for a challenge; rejects with an `AbortError` when stopped. */
export async function solve(challenge: unknown, { signal, progress }: Watch = {}): Promise<string> {
  const { raw, parameters, most } = readChallenge(challenge);
  const lanes = Array.from({ length: LANES }, () => new AbortController());
  const stop = (): void => { lanes.forEach((lane) => { lane.abort(); }); };
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  let tries = 0;
  try {
    const lane = async (controller: AbortController, start: number): Promise<{ counter: number; derivedKey: string } | null> => {
      let own = 0; // engines do not share themselves out fairly: a lane ends by its own tries, never by those of others
      const step = (...given: Parameters<typeof deriveKey>): ReturnType<typeof deriveKey> => {
        tries += 1;
        own += 1;
        if (tries % 64 === 0) progress?.(Math.min(1, tries / most));
        if (own > most / LANES + 1) controller.abort();
        return deriveKey(...given);
      };
      const options = { challenge: { parameters }, controller, counterStart: start, counterStep: LANES, timeout: 0 };
      const solution = await solveChallenge({ ...options, deriveKey: step });
      if (solution) stop();
      return solution;
    };
    const found = (await Promise.all(lanes.map((controller, i) => lane(controller, i + 1)))).find((s) => s !== null);
    if (signal?.aborted) throw new DOMException("stopped", "AbortError");
    if (!found) throw new NotCanonical("a challenge that has no answer");
    const solution = { counter: found.counter, derivedKey: found.derivedKey };
    return base64(utf8(JSON.stringify({ challenge: raw, solution })));
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
