/** Padmé padding; see Python's `envelope/padding.py`. */
import { concat, readU32, u32 } from "./bytes.js";
import { BadPadding } from "./errors.js";

const SMALLEST = 4096;

/** Round a length up to the next Padmé length (at most 2^31, which is more than any envelope). */
export function padme(length: number): number {
  const exponent = 31 - Math.clz32(length);
  const mask = 2 ** (exponent - (32 - Math.clz32(exponent))) - 1;
  return Math.ceil(length / (mask + 1)) * (mask + 1);
}

export const pad = (data: Uint8Array): Uint8Array<ArrayBuffer> => padTo(data, Math.max(SMALLEST, padme(4 + data.length)));

export function padTo(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (4 + data.length > size) throw new BadPadding("the data does not fit");
  return concat(u32(data.length), data, new Uint8Array(size - 4 - data.length));
}

export function unpad(padded: Uint8Array): Uint8Array {
  const data = content(padded);
  if (padded.length !== Math.max(SMALLEST, padme(4 + data.length))) throw new BadPadding("not a padded length");
  return data;
}

export function unpadExact(padded: Uint8Array, size: number): Uint8Array {
  if (padded.length !== size) throw new BadPadding("not of the fixed length");
  return content(padded);
}

function content(padded: Uint8Array): Uint8Array {
  const length = readU32(padded);
  if (padded.length < 4 || length > padded.length - 4) throw new BadPadding("the length field lies");
  if (padded.subarray(4 + length).some((b) => b !== 0)) throw new BadPadding("padding is not zero");
  return padded.subarray(4, 4 + length);
}
