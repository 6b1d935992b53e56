/** What is posted: all that a sender does, in one call. */
import { sha256 } from "@noble/hashes/sha2.js";
import { seal } from "./age.js";
import { clean } from "./answers.js";
import { concat, readU32, type Rng, u32 } from "./bytes.js";
import { Damaged } from "./errors.js";
import { type LineKeys, sealing } from "./keys.js";
import { derive } from "./receipt.js";
import { type AttachmentRef, reportPayload } from "./report.js";
import { cleanIdentity, sealSlip } from "./slip.js";

export const MEDIA_TYPE = "application/vnd.tocsin.post";

export interface Post {
  desk: string;
  epoch: string;
  envelopeId: Uint8Array;
  body: Uint8Array<ArrayBuffer>;
}

/** Return `u32 length of the envelope || envelope || slip`. */
export const frame = (envelope: Uint8Array, slip: Uint8Array): Uint8Array<ArrayBuffer> => concat(u32(envelope.length), envelope, slip);

export function unframe(body: Uint8Array): { envelope: Uint8Array; slip: Uint8Array } {
  const length = readU32(body);
  if (length <= 0 || length >= body.length - 4) throw new Damaged("the post is cut short, or its length field lies");
  return { envelope: body.subarray(4, 4 + length), slip: body.subarray(4 + length) };
}

/** What sealing takes. */
export interface Options {
  secret: Uint8Array;
  keys: LineKeys;
  desk: string;
  attachments?: AttachmentRef[];
  now: Date;
  rng: Rng;
}

/** Return the sealed post of a report; `BadReport` names every fault, `ClosedEpoch` says that no key seals now. */
export async function composeReport(
  answers: Record<string, unknown>,
  identity: Record<string, unknown>,
  options: Options & { charter: string; concerns?: ReadonlySet<string> },
): Promise<Post> {
  const { secret, keys, desk, charter, now, rng } = options;
  const cleaned = clean(answers, options.concerns);
  const named = cleanIdentity(identity);
  const derived = derive(secret, keys.line);
  const key = sealing(keys, desk, now);
  const slip = await sealSlip(named, keys.custodians, [key.recipient], rng);
  const payload = await reportPayload(cleaned, derived, charter, sha256(slip), options.attachments ?? []);
  const body = frame(await seal(payload, [key.recipient]), slip);
  return { desk, epoch: key.epoch, envelopeId: derived.envelopeId, body };
}
