/** Whom an export is sealed to: a public key that is pasted or comes in a file, and its fingerprint for the telephone. */
import { bech32 } from "@scure/base";
import { utf8 } from "../../envelope/web/bytes.js";
import { fours } from "./device.js";

const PREFIX = "age1pq";
const SIZE = 1216; // bytes: ML-KEM-768 and X25519

/** What was given is no recipient; `code` names the sentence that says so. */
export class NoRecipient extends Error {
  constructor(readonly code: "no-recipient" | "older-recipient" | "secret-key") {
    super(code);
  }
}

/** Return the one recipient in a text: a pasted key, perhaps broken into lines, or what age-keygen writes into a file. */
export function read(text: string): string {
  if (/AGE-SECRET-KEY-/i.test(text)) throw new NoRecipient("secret-key");
  const pasted = text.trim();
  const found = pasted.startsWith("age1") ? [pasted.replace(/\s/g, "")] : (pasted.match(/\bage1[0-9a-z]+/g) ?? []);
  const [recipient] = found;
  if (recipient === undefined || found.length > 1) throw new NoRecipient("no-recipient");
  if (/^age1[^p].{50,60}$/.test(recipient)) throw new NoRecipient("older-recipient");
  try {
    const { prefix, words } = bech32.decode(recipient as `${string}1${string}`, false); // longer than bech32's own limit
    if (prefix === PREFIX && bech32.fromWords(words).length === SIZE) return recipient;
  } catch {
    // told below, as whatever else is no key
  }
  throw new NoRecipient("no-recipient");
}

/** Return its fingerprint: SHA-256 of the text, as `sha256sum` gives it on the recipient's side, in fours. */
export const fingerprint = async (recipient: string): Promise<string> =>
  fours(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(recipient))));
