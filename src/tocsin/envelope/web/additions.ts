/** Something said later by the holder of a receipt: a part of its own, since most reports are sent without. */
import { sha256 } from "@noble/hashes/sha2.js";
import { seal } from "./age.js";
import { cleanText } from "./answers.js";
import { hex } from "./bytes.js";
import { dumps } from "./canonical.js";
import { sealing } from "./keys.js";
import { pad } from "./padding.js";
import { frame, type Options, type Post } from "./post.js";
import { derive, type Derived } from "./receipt.js";
import { type AdditionKind, type AttachmentRef, writeRef } from "./report.js";
import { sealSlip } from "./slip.js";

/**
 * Return the sealed post of something said later; from outside every kind looks alike, and like a report. The same
 * `envelopeId` (16 bytes, else random) with the same words is the same addition, however often it is sealed.
 */
export async function composeAddition(
  text: string,
  options: Options & { kind?: AdditionKind; envelopeId?: Uint8Array },
): Promise<Post> {
  const { secret, keys, desk, now, rng, kind = "addition" } = options;
  const derived = derive(secret, keys.line);
  const key = sealing(keys, desk, now);
  const slip = await sealSlip({}, keys.custodians, [key.recipient], rng);
  const payload = additionPayload(text, kind, derived, sha256(slip), options.attachments ?? []);
  const body = frame(await seal(payload, [key.recipient]), slip);
  return { desk, epoch: key.epoch, envelopeId: options.envelopeId ?? rng(16), body };
}

/** Return the padded plaintext of an addition. */
function additionPayload(
  text: string,
  kind: AdditionKind,
  derived: Derived,
  slip: Uint8Array,
  attachments: AttachmentRef[],
): Uint8Array<ArrayBuffer> {
  return pad(
    dumps({
      format: "tocsin/addition/v2",
      kind,
      follows: hex(derived.envelopeId),
      mailbox_key: hex(derived.mailboxKey),
      text: cleanText(text),
      slip: hex(slip),
      attachments: attachments.map(writeRef),
    }),
  );
}
