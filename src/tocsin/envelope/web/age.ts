/** Sealing and opening through typage, with Tocsin's names for what goes wrong and its narrower shape. */
import { bech32 } from "@scure/base";
import { Decrypter, Encrypter, type ReadableStreamWithSize } from "age-encryption";
import { fromUtf8 } from "./bytes.js";
import { BadHeader, Damaged, WrongKey } from "./errors.js";

const HEADER_END = /\n--- [A-Za-z0-9+/]{43}\n/;
const STANZA = /^-> (\S+) (\S+)\n([A-Za-z0-9+/]{43})\n$/;

/** Seal a whole file to recipients. */
export async function seal(plain: Uint8Array<ArrayBuffer>, recipients: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return (await encrypter.encrypt(plain)) as Uint8Array<ArrayBuffer>;
}

/** Seal a stream, for files that do not fit into memory; `size` of what comes says how long it will be. */
export function sealStream(plain: ReadableStream<Uint8Array>, recipients: string[]): Promise<ReadableStreamWithSize> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(plain);
}

/** Open a Tocsin sealed file with the seed of a hybrid identity. */
export async function unseal(sealed: Uint8Array, seed: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  checkShape(sealed);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identityText(seed));
  try {
    return (await decrypter.decrypt(Uint8Array.from(sealed))) as Uint8Array<ArrayBuffer>;
  } catch (error) {
    const told = error instanceof Error ? error.message : "";
    if (told.includes("no identity matched")) throw new WrongKey("no stanza opens with this identity");
    throw new Damaged("the file does not verify");
  }
}

/** Check without any key that this is a Tocsin sealed file: hybrid stanzas alone, and something behind them. */
export function checkShape(sealed: Uint8Array, recipients?: number): void {
  const head = latin(sealed.subarray(0, 65536));
  if (!head.startsWith("age-encryption.org/v1\n")) throw new BadHeader("not an age v1 file");
  const end = HEADER_END.exec(head);
  if (!end) throw new BadHeader("the header does not end");
  const stanzas = head.slice("age-encryption.org/v1\n".length, end.index + 1).split(/(?=-> )/);
  for (const stanza of stanzas) {
    const found = STANZA.exec(stanza);
    if (found?.[1] !== "mlkem768x25519" || found[2]?.length !== 1494) {
      throw new BadHeader("a recipient that Tocsin does not write");
    }
  }
  if (recipients !== undefined && stanzas.length !== recipients) throw new BadHeader("not one stanza for each recipient");
  if (sealed.length < end.index + end[0].length + 32) throw new BadHeader("no payload behind the header");
}

/** Write a seed as `AGE-SECRET-KEY-PQ-1...`. */
export function identityText(seed: Uint8Array): string {
  return bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();
}

function latin(data: Uint8Array): string {
  try {
    return fromUtf8(data);
  } catch {
    return Array.from(data, (b) => String.fromCharCode(b)).join("");
  }
}
