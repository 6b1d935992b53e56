/** WebP (RFC 9649): the picture's own chunks stay; EXIF, XMP, the colour profile and unknown chunks go. */
import { concat, utf8 } from "../../../../envelope/web/bytes.js";
import { freshExif, readExif, UPRIGHT } from "./exif.js";
import { type Cleaned, must, type Piece, Reader, type Trace } from "./pieces.js";

const KEPT = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF"];
const IN_FRAME = ["VP8 ", "VP8L", "ALPH"];
const TOLD: Record<string, Trace> = { "XMP ": "description", ICCP: "profile" };
const FRAME_HEADER = 16;
/** Flags of VP8X: a profile, EXIF and XMP are announced there. */
const [PROFILE, EXIF, XMP] = [0x20, 0x08, 0x04];

interface Chunk {
  type: string;
  from: number;
  to: number;
}

/** Return what stays; `Malformed` when chunks and lengths do not agree. */
export function cleanWebp(bytes: Uint8Array): Cleaned {
  const file = new Reader(bytes);
  must(file.says(0, "RIFF") && file.says(8, "WEBP"), "no picture begins here");
  const end = 8 + file.u32(4, true);
  const removed = new Set<Trace>();
  const found = chunks(file, 12, end);
  must(["VP8 ", "VP8L", "VP8X"].includes(found[0]?.type ?? ""), "the picture comes first");
  must(found.some(({ type }) => ["VP8 ", "VP8L", "ANMF"].includes(type)), "a picture without pixels");
  let orientation = 0;
  for (const { type, from, to } of found.filter((c) => !KEPT.includes(c.type))) {
    const exif = type === "EXIF" ? readExif(bytes.subarray(from, to)) : null;
    if (exif) orientation ||= exif.orientation;
    for (const trace of exif ? exif.told : [TOLD[type] ?? "other"]) removed.add(trace);
  }
  const turned = orientation > UPRIGHT;
  const body = found.filter((c) => KEPT.includes(c.type)).flatMap((c) => write(file, c, turned, removed));
  if (turned) body.push(head("EXIF", freshExif(orientation).length), freshExif(orientation));
  if (end < file.length) removed.add("behind");
  return { pieces: [concat(utf8("RIFF"), u32le(4 + sizeOf(body)), utf8("WEBP")), ...body], removed };
}

/** The chunks of a stretch, which must be filled to its end. */
function chunks(file: Reader, start: number, end: number): Chunk[] {
  const found: Chunk[] = [];
  let at = start;
  file.need(0, end);
  while (at < end) {
    const size = file.u32(at + 4, true);
    const next = at + 8 + size + (size % 2);
    must(next <= end, "a chunk is longer than what holds it");
    found.push({ type: file.text(at, 4), from: at + 8, to: at + 8 + size });
    at = next;
  }
  must(at === end, "chunks and length do not agree");
  return found;
}

function write(file: Reader, { type, from, to }: Chunk, turned: boolean, removed: Set<Trace>): Piece[] {
  if (type === "VP8X") {
    must(to - from === 10, "the header has another length");
    const flags = (file.u8(from) & ~(PROFILE | EXIF | XMP)) | (turned ? EXIF : 0);
    return [concat(head(type, 10), Uint8Array.of(flags)), [from + 1, to]];
  }
  if (type === "ANMF") {
    const parts = chunks(file, from + FRAME_HEADER, to);
    if (parts.some((part) => !IN_FRAME.includes(part.type))) removed.add("other");
    const body = parts.filter((part) => IN_FRAME.includes(part.type)).flatMap((part) => write(file, part, false, removed));
    return [head(type, FRAME_HEADER + sizeOf(body)), [from, from + FRAME_HEADER], ...body];
  }
  const odd = (to - from) % 2 === 1 ? [new Uint8Array(1)] : [];
  return [head(type, to - from), [from, to], ...odd];
}

const head = (type: string, size: number): Uint8Array<ArrayBuffer> => concat(utf8(type), u32le(size));
const sizeOf = (pieces: Piece[]): number =>
  pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece[1] - piece[0]), 0);

function u32le(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
