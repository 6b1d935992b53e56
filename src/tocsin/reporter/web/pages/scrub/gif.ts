/** GIF89a: pictures, their timing and the loop stay; comments, XMP, other applications' blocks and plain text go. */
import { type Cleaned, must, type Piece, Reader, type Trace } from "./pieces.js";

const [EXTENSION, PICTURE, TRAILER] = [0x21, 0x2c, 0x3b];
const [CONTROL, COMMENT, APPLICATION, PLAIN_TEXT] = [0xf9, 0xfe, 0xff, 0x01];
const LOOPS = ["NETSCAPE2.0", "ANIMEXTS1.0"];

/** Return what stays; `Malformed` when a block is none that GIF knows, or the end is missing. */
export function cleanGif(bytes: Uint8Array): Cleaned {
  const file = new Reader(bytes);
  must(file.says(0, "GIF87a") || file.says(0, "GIF89a"), "no picture begins here");
  let at = 13 + palette(file.u8(10));
  file.need(0, at);
  const [pieces, removed]: [Piece[], Set<Trace>] = [[[0, at]], new Set()];
  let [pictures, control]: [number, Piece | null] = [0, null];
  while (file.u8(at) !== TRAILER) {
    const from = at;
    if (file.u8(at) === PICTURE) {
      at = blocksEnd(file, at + 10 + palette(file.u8(at + 9)) + 1);
      // Timing belongs to the block behind it, and goes when that goes.
      pieces.push(...(control ? [control] : []), [from, at]);
      [pictures, control] = [pictures + 1, null];
    } else {
      must(file.u8(at) === EXTENSION, "not a block");
      const label = file.u8(at + 1);
      at = blocksEnd(file, at + 2);
      if (label === CONTROL) {
        must(at - from === 8, "timing has another length");
        control = [from, at];
      } else if (label === APPLICATION && isLoop(file, from, at)) {
        pieces.push([from, at]);
      } else {
        removed.add(trace(file, from, label));
        if (label === PLAIN_TEXT) control = null;
      }
    }
  }
  must(pictures > 0, "a file without a picture");
  if (at + 1 < file.length) removed.add("behind");
  return { pieces: [...pieces, [at, at + 1]], removed };
}

/** A palette's bytes, from the flags that announce it. */
const palette = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

function blocksEnd(file: Reader, from: number): number {
  let at = from;
  while (file.u8(at) !== 0) at += 1 + file.u8(at);
  return at + 1;
}

/** Eleven bytes of name, one block of three: 1 and how often. Anything longer is not a loop. */
const isLoop = (file: Reader, from: number, to: number): boolean =>
  to - from === 19 && file.u8(from + 2) === 11 && LOOPS.includes(file.text(from + 3, 11)) && file.u8(from + 14) === 3;

function trace(file: Reader, from: number, label: number): Trace {
  if (label === COMMENT || label === PLAIN_TEXT) return "comment";
  if (file.says(from + 3, "XMP DataXMP")) return "description";
  return file.says(from + 3, "ICCRGBG1012") ? "profile" : "other";
}
