/** The receipt: twelve BIP-39 words or twelve numbers, and what they derive. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { identityToRecipient } from "age-encryption";
import { identityText } from "./age.js";
import { concat, hex, utf8 } from "./bytes.js";
import { AmbiguousReceipt, BadReceipt } from "./errors.js";
import type { WordList, WordLists } from "./lists.js";

const COUNT = 12;

/** What a receipt derives for one line. */
export interface Derived {
  envelopeId: Uint8Array;
  mailboxKey: Uint8Array;
  replySeed: Uint8Array;
  claimSeed: Uint8Array;
}

export function indices(secret: Uint8Array): number[] {
  const check = (sha256(secret)[0] ?? 0) >> 4;
  let value = (BigInt(`0x${hex(secret)}`) << 4n) | BigInt(check);
  const found: number[] = [];
  for (let i = 0; i < COUNT; i++) {
    found.unshift(Number(value & 2047n));
    value >>= 11n;
  }
  return found;
}

/** The words of a list. */
export const words = (secret: Uint8Array, list: WordList): string =>
  indices(secret)
    .map((i) => (list[i] ?? "").normalize("NFC"))
    .join(" ");

export const numbers = (secret: Uint8Array): string =>
  indices(secret)
    .map((i) => String(i + 1).padStart(4, "0"))
    .join(" ");

/** Read words or numbers; case, accents, spacing and numbering are forgiven. */
export function parseReceipt(text: string, lists: WordLists, language?: string): Uint8Array<ArrayBuffer> {
  const plain = fold(text);
  if (!/\p{L}/u.test(plain)) return ofIndices(numberIndices(plain));
  const tokens = tokenize(plain);
  if (tokens.length !== COUNT) throw new BadReceipt(`${String(tokens.length)} words, not twelve`);
  const chosen = language === undefined ? undefined : lists[language];
  const found = readings(tokens, language !== undefined && chosen ? { [language]: chosen } : lists);
  const [first] = found.values();
  if (first === undefined) throw new BadReceipt("not a receipt");
  if (found.size > 1) throw new AmbiguousReceipt("a receipt in more than one language");
  return first;
}

/** Derive the keys for the line of this id (16 bytes). */
export function derive(secret: Uint8Array, line: Uint8Array): Derived {
  const prk = extract(sha256, secret, concat(utf8("tocsin/receipt/v1"), line));
  const out = (info: string, size: number): Uint8Array => expand(sha256, prk, utf8(info), size);
  return {
    envelopeId: out("envelope-id", 16),
    mailboxKey: out("mailbox-key", 32),
    replySeed: out("reply-identity", 32),
    claimSeed: out("claim-ed25519", 32),
  };
}

export const replyRecipient = (derived: Derived): Promise<string> => identityToRecipient(identityText(derived.replySeed));
export const claimPublic = (derived: Derived): Uint8Array => ed25519.getPublicKey(derived.claimSeed);

function fold(text: string): string {
  return text.normalize("NFKD").toLowerCase().replace(/\p{Mn}/gu, "");
}

function tokenize(plain: string): string[] {
  const found = plain.match(/\p{L}+/gu) ?? [];
  return /[\u4e00-\u9fff]/.test(plain) ? Array.from(found.join("")) : found;
}

const indexes = new Map<WordList, Map<string, number>>();
function indexOf(list: WordList): Map<string, number> {
  let index = indexes.get(list);
  if (!index) {
    index = new Map(list.map((word, i) => [fold(word), i]));
    indexes.set(list, index);
  }
  return index;
}

function numberIndices(plain: string): number[] {
  let groups = plain.match(/\d+/g) ?? [];
  const digits = groups.join("");
  if (groups.length !== COUNT && digits.length === 4 * COUNT) groups = digits.match(/\d{4}/g) ?? [];
  if (groups.length !== COUNT) throw new BadReceipt(`${String(groups.length)} numbers, not twelve`);
  const found = groups.map((g) => (g.length <= 4 ? Number(g) - 1 : -1));
  const wrong = found.flatMap((n, i) => (n >= 0 && n < 2048 ? [] : [i + 1]));
  if (wrong.length > 0) throw new BadReceipt("numbers go from 0001 to 2048", wrong);
  return found;
}

function ofIndices(found: number[]): Uint8Array<ArrayBuffer> {
  const value = found.reduce((sum, n) => (sum << 11n) | BigInt(n), 0n) >> 4n;
  const text = value.toString(16).padStart(32, "0");
  const secret = Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
  if (indices(secret).join() !== found.join()) throw new BadReceipt("the checksum does not match");
  return secret;
}

function readings(tokens: string[], lists: WordLists): Map<string, Uint8Array<ArrayBuffer>> {
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  let nearest: BadReceipt | undefined;
  for (const list of Object.values(lists)) {
    const index = indexOf(list);
    const unknown = tokens.flatMap((t, i) => (index.has(t) ? [] : [i + 1]));
    if (unknown.length > 0) {
      if (!nearest || unknown.length < nearest.positions.length) nearest = new BadReceipt("unknown words", unknown);
      continue;
    }
    try {
      const secret = ofIndices(tokens.map((t) => index.get(t) ?? 0));
      found.set(hex(secret), secret);
    } catch (error) {
      if (error instanceof BadReceipt) nearest = error;
    }
  }
  if (found.size === 0 && nearest) throw nearest;
  return found;
}
