/** Of all that EXIF says, which way is up is all that showing a picture needs. */
import { same, utf8 } from "../../../../envelope/web/bytes.js";
import { Malformed, Reader, type Trace } from "./pieces.js";

const ORIENTATION = 0x0112;
const DATE = 0x0132;
const DETAILS = 0x8769;
const GPS = 0x8825;
const SHORT = 3;
const ENTRY = 12;
export const UPRIGHT = 1;

/** What EXIF gave away, and the orientation (1 to 8; 1 where it says nothing readable). */
export interface Exif {
  orientation: number;
  told: Trace[];
}

/**
 * Read a TIFF block, with or without the `Exif\0\0` before it. Broken EXIF is no reason to refuse a picture: it goes
 * whole, and viewers who cannot read it either show the picture as upright.
 */
export function readExif(block: Uint8Array): Exif {
  const reader = new Reader(block);
  const tiff = reader.says(0, "Exif\0\0") ? block.subarray(6) : block;
  const told = new Set<Trace>(["camera"]);
  let orientation = UPRIGHT;
  try {
    for (const { tag, short } of entries(new Reader(tiff))) {
      if (tag === ORIENTATION && short >= 1 && short <= 8) orientation = short;
      if (tag === GPS) told.add("place");
      if (tag === DATE || tag === DETAILS) told.add("time");
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return { orientation, told: same(tiff, freshExif(orientation)) ? [] : Array.from(told) };
}

/** The entries of the first directory; after it comes the one of the thumbnail, which tells nothing more. */
function* entries(tiff: Reader): Generator<{ tag: number; short: number }> {
  const little = tiff.says(0, "II*\0");
  if (!little && !tiff.says(0, "MM\0*")) throw new Malformed("not EXIF");
  const start = tiff.u32(4, little);
  const count = tiff.u16(start, little);
  for (let i = 0; i < count; i++) {
    const at = start + 2 + ENTRY * i;
    const isShort = tiff.u16(at + 2, little) === SHORT && tiff.u32(at + 4, little) === 1;
    yield { tag: tiff.u16(at, little), short: isShort ? tiff.u16(at + 8, little) : 0 };
  }
}

/** A TIFF block that says which way is up and nothing else: big endian, one directory, one entry. */
export function freshExif(orientation: number): Uint8Array<ArrayBuffer> {
  return utf8(`MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0${String.fromCharCode(orientation)}\0\0\0\0\0\0`);
}
