/** Fetch and open the replies of a receipt: eight names are asked for at a time, and eight answers of one size come. */
import { unseal } from "../../../envelope/web/age.js";
import { concat } from "../../../envelope/web/bytes.js";
import { EnvelopeError } from "../../../envelope/web/errors.js";
import { type Derived } from "../../../envelope/web/receipt.js";
import { joined, readReply, type Reply, replyName } from "../../../envelope/web/replies.js";
import type { Errand } from "./errand.js";
import { LineAway } from "./errors.js";

const ASKED = 8;
/** Replies of one report; a bound for the loop, not a promise. */
const MOST = 1024;

/**
 * Return every reply in order, long ones whole; none where the words belong to nothing, or to what was not collected
 * yet, which nobody can tell apart. Throws what `Errand.send` throws.
 */
export async function fetchReplies(derived: Derived, errand: Errand): Promise<Reply[]> {
  const found: Reply[] = [];
  for (let first = 0; first < MOST; first += ASKED) {
    const numbers = Array.from({ length: ASKED }, (_, i) => first + i);
    const sealed = await ask(numbers.map((n) => replyName(derived.mailboxKey, n)), errand);
    const opened = await Promise.all(numbers.map((n, i) => open(sealed[i] ?? new Uint8Array(), derived, n)));
    found.push(...opened.filter((reply) => reply !== null));
    if (opened.includes(null)) break;
  }
  return joined(found);
}

async function ask(names: Uint8Array[], errand: Errand): Promise<Uint8Array[]> {
  const headers = { "Content-Type": "application/octet-stream" };
  const { body } = await errand.send({ method: "POST", path: "/replies", headers, body: concat(...names) });
  const size = body.length / ASKED;
  if (size === 0 || !Number.isInteger(size)) throw new LineAway("the answer has another size than eight replies");
  return names.map((_, i) => body.subarray(i * size, (i + 1) * size));
}

/** Null for random bytes, where nothing lies, and for what was damaged: the page must not tell which. */
async function open(sealed: Uint8Array, derived: Derived, number: number): Promise<Reply | null> {
  try {
    const reply = readReply(await unseal(sealed, derived.replySeed));
    return reply.number === number ? reply : null;
  } catch (error) {
    if (error instanceof EnvelopeError) return null;
    throw error;
  }
}
