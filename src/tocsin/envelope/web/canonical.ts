/** JSON in the one spelling that Tocsin writes: keys sorted by code point, no space, no escaped non-ASCII. */
import { fromUtf8, same, utf8 } from "./bytes.js";
import { NotCanonical } from "./errors.js";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Compare by code points: JavaScript's own order is by UTF-16 units, which differs above U+FFFF. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function write(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value).sort(byCodePoint);
    return `{${keys.map((k) => `${writeText(k)}:${write(value[k] ?? null)}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new NotCanonical("only whole numbers");
  return typeof value === "string" ? writeText(value) : JSON.stringify(value);
}

function writeText(text: string): string {
  if (/[\ud800-\udfff]/u.test(text)) throw new NotCanonical("a lone surrogate cannot be written");
  return JSON.stringify(text);
}

/** Return the canonical bytes of a JSON value. */
export const dumps = (value: Json): Uint8Array<ArrayBuffer> => utf8(write(value));

/** Read one canonical object: writing it again must give the same bytes, so that no key hides behind another. */
export function loads(data: Uint8Array): Record<string, Json> {
  let value: Json;
  try {
    value = JSON.parse(fromUtf8(data)) as Json;
  } catch {
    throw new NotCanonical("not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new NotCanonical("not an object");
  if (!same(dumps(value), data)) throw new NotCanonical("not in canonical form");
  return value;
}

export type Kind = "string" | "number" | "boolean" | "array" | "object";
type KindOf<K extends Kind> = K extends "string"
  ? string
  : K extends "number"
    ? number
    : K extends "boolean"
      ? boolean
      : K extends "array"
        ? Json[]
        : Record<string, Json>;

/** Check that an object has exactly these keys, each of its kind. */
export function fields<S extends Record<string, Kind>>(
  value: unknown,
  shape: S,
): { [K in keyof S]: KindOf<S[K]> } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new NotCanonical("not an object");
  const found = value as Record<string, unknown>;
  const wanted = Object.keys(shape).sort().join();
  if (Object.keys(found).sort().join() !== wanted) throw new NotCanonical(`keys are not exactly ${wanted}`);
  for (const [key, kind] of Object.entries(shape)) {
    const real = Array.isArray(found[key]) ? "array" : found[key] === null ? "null" : typeof found[key];
    if (real !== kind) throw new NotCanonical(`${key} is not of type ${kind}`);
  }
  return found as { [K in keyof S]: KindOf<S[K]> };
}
