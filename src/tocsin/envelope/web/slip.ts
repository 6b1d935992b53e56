/** The identity slip: always there, always of one size, readable by any two custodians. */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { seal, unseal } from "./age.js";
import { cleanText, isBlank } from "./answers.js";
import { base64, concat, hex, type Rng, unbase64, unhex, utf8, xor } from "./bytes.js";
import { dumps, fields, loads } from "./canonical.js";
import { BadReport, Damaged, NotCanonical } from "./errors.js";
import type { Custodian } from "./keys.js";
import { padTo, unpadExact } from "./padding.js";

const FORMAT = "tocsin/slip/v1";
const IDENTITY = 4096;
export type Identity = Partial<Record<"name" | "contact" | "note", string>>;

export function cleanIdentity(raw: Record<string, unknown>): Identity {
  const identity: Identity = {};
  for (const [key, value] of Object.entries(raw)) {
    if (key !== "name" && key !== "contact" && key !== "note") throw new BadReport([{ field: `identity.${key}`, code: "unknown" }]);
    if (typeof value !== "string") throw new BadReport([{ field: `identity.${key}`, code: "type" }]);
    if (!isBlank(value)) identity[key] = cleanText(value);
  }
  if (dumps(identity).length > IDENTITY - 4) throw new BadReport([{ field: "identity", code: "too-long" }]);
  return identity;
}

/** Seal an identity (`{}` when anonymous) for any two of the custodians, under an outer layer to the desk. */
export async function sealSlip(identity: Identity, custodians: Custodian[], recipients: string[], rng: Rng): Promise<Uint8Array> {
  const [key, nonce] = [rng(32), rng(12)];
  const inner = chacha20poly1305(key, nonce, utf8(FORMAT)).encrypt(padTo(dumps(identity), IDENTITY));
  const shares = new Map<string, Record<string, string>>(custodians.map((c) => [c.name, {}]));
  custodians.forEach((first, i) => {
    for (const second of custodians.slice(i + 1)) {
      const share = rng(32);
      (shares.get(first.name) ?? {})[second.name] = hex(share);
      (shares.get(second.name) ?? {})[first.name] = hex(xor(key, share));
    }
  });
  const sealed: Record<string, string> = {};
  for (const c of custodians) sealed[c.name] = base64(await seal(dumps(shares.get(c.name) ?? {}), [c.recipient]));
  return seal(dumps({ format: FORMAT, sealed: base64(concat(nonce, inner)), custodians: sealed }), recipients);
}

/** Open one custodian's shares: other custodian's name -> 32 bytes. */
export async function custodianShares(slip: Uint8Array, name: string, seed: Uint8Array): Promise<Map<string, Uint8Array>> {
  const sealed = readSlip(slip).custodians[name];
  const shares = loads(await unseal(unbase64(sealed), seed));
  return new Map(Object.entries(shares).map(([other, share]) => [other, unhex(share, 32)]));
}

/** Read the identity from two custodians' shares of each other. */
export function openSlip(slip: Uint8Array, first: Uint8Array, second: Uint8Array): Identity {
  const sealed = unbase64(readSlip(slip).sealed);
  let padded: Uint8Array;
  try {
    padded = chacha20poly1305(xor(first, second), sealed.subarray(0, 12), utf8(FORMAT)).decrypt(sealed.subarray(12));
  } catch {
    throw new Damaged("these two shares do not open this slip");
  }
  return cleanIdentity(loads(unpadExact(padded, IDENTITY)));
}

function readSlip(slip: Uint8Array): { sealed: string; custodians: Record<string, unknown> } {
  const value = fields(loads(slip), { format: "string", sealed: "string", custodians: "object" });
  if (value.format !== FORMAT) throw new NotCanonical("not a slip of this version");
  return value;
}
