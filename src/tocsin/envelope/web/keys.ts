/** `keys.json`: who can open, signed by the line's root. Verified before every sealing. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, same, unbase64, unhex, utf8 } from "./bytes.js";
import { fields, loads } from "./canonical.js";
import { BadKeys, ClosedEpoch } from "./errors.js";

export interface DeskKey {
  desk: string;
  epoch: string;
  recipient: string;
  sealFrom: Date;
  sealUntil: Date;
  acceptUntil: Date;
}
export interface Custodian {
  name: string;
  recipient: string;
}
export interface LineKeys {
  line: Uint8Array;
  serial: number;
  demonstration: boolean;
  desks: DeskKey[];
  custodians: Custodian[];
  limits: { envelope: number; part: number; file: number; report: number };
}

/** A desk's or a custodian's name. */
export const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const EPOCH = /^[0-9]{4}-w[0-9]{2}(-[a-z0-9]{1,8})?$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

export const lineId = (root: Uint8Array): Uint8Array => sha256(concat(utf8("tocsin/line/v1"), root)).subarray(0, 16);

/** Verify and read; anything unsigned, unknown or of another line throws `BadKeys`. */
export function readKeys(data: Uint8Array, root: Uint8Array): LineKeys {
  let keys: LineKeys;
  try {
    const outer = fields(loads(data), { signature: "string", signed: "string" });
    const text = utf8(outer.signed);
    if (!ed25519.verify(unbase64(outer.signature), concat(utf8("tocsin/keys/v1\n"), text), root)) {
      throw new BadKeys("not signed by this line's root");
    }
    keys = readSigned(text);
  } catch (error) {
    throw error instanceof BadKeys ? error : new BadKeys("not a keys.json of this version");
  }
  if (!same(keys.line, lineId(root))) throw new BadKeys("keys of another line");
  return keys;
}

/** Return the newest key of a desk that seals now. */
export function sealing(keys: LineKeys, desk: string, now: Date): DeskKey {
  const open = keys.desks.filter((k) => k.desk === desk && k.sealFrom <= now && now < k.sealUntil);
  open.sort((a, b) => b.sealFrom.getTime() - a.sealFrom.getTime());
  const [newest] = open;
  if (!newest) throw new ClosedEpoch("no key of this desk seals now");
  return newest;
}

function readSigned(text: Uint8Array): LineKeys {
  const value = fields(loads(text), {
    format: "string",
    line: "string",
    serial: "number",
    issued: "string",
    demonstration: "boolean",
    desks: "array",
    custodians: "array",
    limits: "object",
    hashes: "object",
  });
  if (value.format !== "tocsin/keys/v1") throw new BadKeys("another format");
  const custodians = value.custodians.map((c) => fields(c, { name: "string", recipient: "string" }));
  if (custodians.length < 2 || new Set(custodians.map((c) => c.name)).size !== custodians.length) {
    throw new BadKeys("two custodians or more, each of another name");
  }
  if (!custodians.every((c) => NAME.test(c.name) && isRecipient(c.recipient))) throw new BadKeys("not a custodian");
  const limits = fields(value.limits, { envelope: "number", part: "number", file: "number", report: "number" });
  const desks = value.desks.flatMap(readDesk);
  time(value.issued);
  return { line: unhex(value.line, 16), serial: value.serial, demonstration: value.demonstration, desks, custodians, limits };
}

function readDesk(value: unknown): DeskKey[] {
  const { desk, keys } = fields(value, { desk: "string", keys: "array" });
  if (!NAME.test(desk)) throw new BadKeys("not a desk");
  return keys.map((entry) => {
    const shape = { epoch: "string", recipient: "string", seal_from: "string", seal_until: "string", accept_until: "string" } as const;
    const key = fields(entry, shape);
    if (!EPOCH.test(key.epoch) || !isRecipient(key.recipient)) throw new BadKeys("not a key");
    return {
      desk,
      epoch: key.epoch,
      recipient: key.recipient,
      sealFrom: time(key.seal_from),
      sealUntil: time(key.seal_until),
      acceptUntil: time(key.accept_until),
    };
  });
}

const isRecipient = (text: string): boolean => /^age1pq1[a-z0-9]{1952}$/.test(text);

function time(text: string): Date {
  const moment = new Date(text);
  if (!TIME.test(text) || Number.isNaN(moment.getTime())) throw new BadKeys("not a time");
  return moment;
}
