/** What stands inside an envelope, an attachment's manifest and a reply: written here, read as strictly as in Python. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Answers, clean, cleanText } from "./answers.js";
import { concat, hex, u32, unhex, utf8 } from "./bytes.js";
import { dumps, fields, type Json, loads } from "./canonical.js";
import { BadReport, NotCanonical } from "./errors.js";
import { NAME } from "./keys.js";
import { pad, unpad, unpadExact } from "./padding.js";
import { claimPublic, type Derived, replyRecipient } from "./receipt.js";

export const PART = 8 * 1024 * 1024;
export const REPLY_PLAIN = 8192;
const REPORT = "tocsin/report/v3";
const BEFORE_AREAS = "tocsin/report/v2";

export interface AttachmentRef {
  id: Uint8Array;
  parts: number;
  digest: Uint8Array;
}
export interface Manifest {
  name: string;
  type: string;
  size: number;
  sha256: Uint8Array;
  parts: Uint8Array[];
}
export const KINDS = ["addition", "withdrawal", "protection", "retaliation"] as const;
export type AdditionKind = (typeof KINDS)[number];
export interface Reply {
  number: number;
  day: string;
  /** The desk whose reception key an addition is sealed to. */
  desk: string;
  state: string;
  language: string;
  text: string;
  part: number;
  parts: number;
}

const writeRef = (ref: AttachmentRef): Json => ({ id: hex(ref.id), parts: ref.parts, digest: hex(ref.digest) });

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

/** Return the padded plaintext of an addition. */
export function additionPayload(
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

export function manifestPayload(m: Manifest): Uint8Array<ArrayBuffer> {
  const cut = (text: string): string => Array.from(cleanText(text)).slice(0, 1000).join("");
  return pad(
    dumps({
      format: "tocsin/attachment/v1",
      name: cut(m.name),
      type: cut(m.type),
      size: m.size,
      sha256: hex(m.sha256),
      parts: m.parts.map(hex),
    }),
  );
}

export function readManifest(plain: Uint8Array): Manifest {
  const shape = { format: "string", name: "string", type: "string", size: "number", sha256: "string", parts: "array" } as const;
  const value = fields(loads(unpad(plain)), shape);
  const parts = value.parts.map((p) => unhex(p, 32));
  const odd = [value.name, value.type].some((t) => cleanText(t) !== t || Array.from(t).length > 1000);
  if (value.format !== "tocsin/attachment/v1" || odd) throw new NotCanonical("not a manifest of this version");
  if (value.size < 0 || parts.length !== Math.max(1, Math.ceil(value.size / PART))) {
    throw new NotCanonical("size and number of parts do not agree");
  }
  return { name: value.name, type: value.type, size: value.size, sha256: unhex(value.sha256, 32), parts };
}

/** The 16-byte name under which reply `number` lies. */
export const replyName = (mailboxKey: Uint8Array, number: number): Uint8Array =>
  hmac(sha256, mailboxKey, concat(utf8("tocsin/reply/v1"), u32(number))).subarray(0, 16);

export function readReply(plain: Uint8Array): Reply {
  const shape = {
    format: "string",
    number: "number",
    day: "string",
    desk: "string",
    state: "string",
    language: "string",
    text: "string",
    part: "number",
    parts: "number",
  } as const;
  const { format, ...reply } = fields(loads(unpadExact(plain, REPLY_PLAIN)), shape);
  const states = ["received", "in work", "question", "closed"];
  if (format !== "tocsin/reply/v2" || !states.includes(reply.state) || reply.part < 1 || reply.part > reply.parts) {
    throw new NotCanonical("not a reply of this version");
  }
  if (reply.language.length > 35 || !/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}$/.test(reply.language)) {
    throw new NotCanonical("not a language");
  }
  if (!NAME.test(reply.desk)) throw new NotCanonical("not a desk");
  if (!isDay(reply.day)) throw new NotCanonical("not a day");
  return reply;
}

/** Return the replies with long ones, cut into parts, whole again. */
export function joined(replies: Reply[]): Reply[] {
  const whole: Reply[] = [];
  for (const reply of replies) {
    const last = whole[whole.length - 1];
    if (last && reply.part > 1 && last.parts === reply.parts) {
      whole[whole.length - 1] = { ...last, text: last.text + reply.text, part: reply.part };
    } else {
      whole.push(reply);
    }
  }
  return whole;
}

/** Some engines read 31 February as 3 March: only what is written back alike is a day. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
