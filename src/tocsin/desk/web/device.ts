/** An officer's own key in this browser: it signs, and cannot be copied out, not by us either. */
import { base64, hex, unbase64 } from "../../envelope/web/bytes.js";
import { toDer, type Signer } from "./shift.js";
import * as store from "./store.js";

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const ECDSA = { name: "ECDSA", hash: "SHA-256" } as const;

/** A device key: `publicKey` is base64 of its DER, `key` is not extractable. */
export interface Device {
  publicKey: string;
  key: CryptoKey;
}

/** The text is no key file of an officer. */
export class NotAKey extends Error {}

/** Return an officer's key in this browser, or nothing. */
export const device = (officer: string): Promise<Device | undefined> => store.kept<Device>(`key:${officer}`);

/** Forget it; what it signed stays signed, and the opener still knows its public half until supervisors end it. */
export const drop = (officer: string): Promise<void> => store.forget(`key:${officer}`);

/** Make a new key in this browser and keep it in the place of an older one. */
export async function make(officer: string): Promise<Device> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
  const made = await ofPair(privateKey, publicKey);
  await keep(officer, made);
  return made;
}

/** Keep a key in this browser in the place of an older one, which nobody brings back. */
export const keep = (officer: string, mine: Device): Promise<void> => store.keep(`key:${officer}`, mine);

/** Read a key file (PKCS#8 in PEM) and keep it nowhere: it signs, and its private half cannot be had from this. */
export async function read(pem: string): Promise<Device> {
  const body = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(pem)?.[1];
  if (body === undefined) throw new NotAKey();
  try {
    const bytes = unbase64(body.replace(/\s/g, ""));
    const open = await crypto.subtle.importKey("pkcs8", bytes, P256, true, ["sign"]);
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", open);
    const half = { kty, crv, x, y } as JsonWebKey;
    const publicHalf = await crypto.subtle.importKey("jwk", half, P256, true, ["verify"]);
    return await ofPair(await crypto.subtle.importKey("pkcs8", bytes, P256, false, ["sign"]), publicHalf);
  } catch {
    throw new NotAKey();
  }
}

const ofPair = async (key: CryptoKey, publicHalf: CryptoKey): Promise<Device> => ({
  publicKey: base64(new Uint8Array(await crypto.subtle.exportKey("spki", publicHalf))),
  key,
});

/** Sign with a device key as the opener reads it: base64 of DER. */
export const signer = (mine: Device): Signer => async (bytes) =>
  base64(toDer(new Uint8Array(await crypto.subtle.sign(ECDSA, mine.key, bytes))));

/** Write a public half as a PEM file. */
export const pem = (publicKey: string): string =>
  `-----BEGIN PUBLIC KEY-----\n${(publicKey.match(/.{1,64}/g) ?? []).join("\n")}\n-----END PUBLIC KEY-----\n`;

/** Return a key's fingerprint: SHA-256 of its DER, in fours, to be compared by eye or by telephone. */
export async function fingerprint(publicKey: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", unbase64(publicKey));
  return fours(new Uint8Array(digest));
}

/** Write a digest in fours, to be read aloud. */
export const fours = (digest: Uint8Array): string => (hex(digest).match(/.{4}/g) ?? []).join(" ");
