/** Replies: where they lie, and what they say, read as strictly as in Python. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, u32, utf8 } from "./bytes.js";
import { fields, loads } from "./canonical.js";
import { NotCanonical } from "./errors.js";
import { NAME } from "./keys.js";
import { unpadExact } from "./padding.js";

export const REPLY_PLAIN = 8192;

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
