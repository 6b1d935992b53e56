/** What stands inside an envelope: written here, and read as strictly as in Python. */
import { type Answers, clean, cleanText } from "./answers.js";
import { hex, unhex } from "./bytes.js";
import { dumps, fields, type Json, loads } from "./canonical.js";
import { BadReport, NotCanonical } from "./errors.js";
import { pad, unpad } from "./padding.js";
import { claimPublic, type Derived, replyRecipient } from "./receipt.js";

const REPORT = "tocsin/report/v3";
const BEFORE_AREAS = "tocsin/report/v2";

export interface AttachmentRef {
  id: Uint8Array;
  parts: number;
  digest: Uint8Array;
}
export const KINDS = ["addition", "withdrawal", "protection", "retaliation"] as const;
export type AdditionKind = (typeof KINDS)[number];
/** A file's binding as JSON. */
export const writeRef = (ref: AttachmentRef): Json => ({ id: hex(ref.id), parts: ref.parts, digest: hex(ref.digest) });

/** Return the padded plaintext of a report; `answers` come from `clean`. */
export async function reportPayload(
  answers: Answers,
  derived: Derived,
  charter: string,
  slip: Uint8Array,
  attachments: AttachmentRef[],
): Promise<Uint8Array<ArrayBuffer>> {
  return pad(
    dumps({
      format: REPORT,
      charter,
      report: answers,
      mailbox_key: hex(derived.mailboxKey),
      reply_recipient: await replyRecipient(derived),
      claim_key: hex(claimPublic(derived)),
      slip: hex(slip),
      attachments: attachments.map(writeRef),
    }),
  );
}

/** Check a payload as the opener will read it: so that a client finds its own mistakes. */
export function checkPayload(plain: Uint8Array): Record<string, Json> {
  const value = loads(unpad(plain));
  if (value.format === REPORT || value.format === BEFORE_AREAS) {
    const found = fields(value, {
      format: "string",
      charter: "string",
      mailbox_key: "string",
      reply_recipient: "string",
      claim_key: "string",
      slip: "string",
      report: "object",
      attachments: "array",
    });
    checkAnswers(found.report);
    if ("area" in found.report && found.format === BEFORE_AREAS) throw new NotCanonical("a report of the version before had no area");
    if (!/^[\x21-\x7e]{1,100}$/.test(found.charter)) throw new NotCanonical("not a charter's version");
    if (!/^age1pq1[a-z0-9]{1952}$/.test(found.reply_recipient)) throw new NotCanonical("not a recipient");
    for (const key of [found.mailbox_key, found.claim_key, found.slip]) unhex(key, 32);
    checkRefs(found.attachments);
  } else if (value.format === "tocsin/addition/v2") {
    const found = fields(value, {
      format: "string",
      kind: "string",
      follows: "string",
      mailbox_key: "string",
      text: "string",
      slip: "string",
      attachments: "array",
    });
    if (!KINDS.some((kind) => kind === found.kind)) throw new NotCanonical("not a kind of addition");
    unhex(found.follows, 16);
    for (const key of [found.mailbox_key, found.slip]) unhex(key, 32);
    if (cleanText(found.text) !== found.text) throw new NotCanonical("text is not in its one spelling");
    checkRefs(found.attachments);
  } else {
    throw new NotCanonical("neither a report nor an addition of this version");
  }
  return value;
}

function checkAnswers(report: Record<string, Json>): void {
  let cleaned: Answers;
  try {
    cleaned = clean(report);
  } catch (error) {
    throw error instanceof BadReport ? new NotCanonical("answers are not of this version") : error;
  }
  if (hex(dumps(cleaned)) !== hex(dumps(report))) throw new NotCanonical("answers are not in their one spelling");
}

function checkRefs(values: Json[]): void {
  const ids = values.map((value) => {
    const ref = fields(value, { id: "string", parts: "number", digest: "string" });
    unhex(ref.digest, 32);
    if (ref.parts < 1) throw new NotCanonical("an attachment has one part or more");
    return hex(unhex(ref.id, 16));
  });
  if (ids.length > 200 || new Set(ids).size !== ids.length) throw new NotCanonical("too many attachments, or one twice");
}
