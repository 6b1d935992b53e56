/**
 * PNG (third edition) and its animations. A chunk stays only if a decoder needs it for the pixels; unknown and private
 * ones go. A colour profile or measured primaries go too: a screenshot carries those of the very screen it was taken on.
 */
import { concat, u32, utf8 } from "../../../../envelope/web/bytes.js";
import { freshExif, readExif, UPRIGHT } from "./exif.js";
import { type Cleaned, must, type Piece, Reader, type Trace } from "./pieces.js";

const SIGNATURE = "\x89PNG\r\n\x1a\n";
/** What stays, each with the lengths it may have. */
const KEPT: Record<string, (size: number) => boolean> = {
  IHDR: (size) => size === 13,
  PLTE: (size) => size % 3 === 0 && size <= 768,
  tRNS: (size) => size <= 256,
  IDAT: () => true,
  IEND: (size) => size === 0,
  sRGB: (size) => size === 1,
  cICP: (size) => size === 4,
  acTL: (size) => size === 8,
  fcTL: (size) => size === 26,
  fdAT: (size) => size >= 4,
};
const TOLD: Record<string, Trace> = {
  tEXt: "description",
  zTXt: "description",
  iTXt: "description",
  tIME: "time",
  iCCP: "profile",
  cHRM: "profile",
  gAMA: "profile",
  mDCV: "profile",
  cLLI: "profile",
};

/** Return what stays; `Malformed` when a chunk that stays is damaged, or the order of chunks is not a picture's. */
export function cleanPng(bytes: Uint8Array): Cleaned {
  const file = new Reader(bytes);
  must(file.says(0, SIGNATURE), "no picture begins here");
  const [kept, removed, order]: [Piece[], Set<Trace>, string[]] = [[], new Set(), []];
  let [at, orientation] = [8, 0];
  while (order[order.length - 1] !== "IEND") {
    const [size, type] = [file.u32(at), file.text(at + 4, 4)];
    const end = at + 12 + size;
    file.need(at, 12 + size);
    must(/^[A-Za-z]{4}$/.test(type), "not a chunk");
    order.push(type);
    if (KEPT[type]) {
      must(KEPT[type](size) && crc(bytes.subarray(at + 4, end - 4)) === file.u32(end - 4), `a damaged ${type}`);
      kept.push([at, end]);
    } else {
      must(/^[a-z]/.test(type), "a critical chunk that no decoder knows");
      const exif = type === "eXIf" ? readExif(bytes.subarray(at + 8, end - 4)) : null;
      if (exif) orientation ||= exif.orientation;
      for (const trace of exif ? exif.told : [TOLD[type] ?? "other"]) removed.add(trace);
    }
    at = end;
  }
  checkOrder(order);
  if (at < file.length) removed.add("behind");
  const upright = orientation <= UPRIGHT ? [] : [chunk("eXIf", freshExif(orientation))];
  return { pieces: [[0, 8], ...kept.slice(0, 1), ...upright, ...kept.slice(1)], removed };
}

function checkOrder(order: string[]): void {
  const [first, last] = [order.indexOf("IDAT"), order.lastIndexOf("IDAT")];
  must(order[0] === "IHDR" && order.lastIndexOf("IHDR") === 0, "the header comes first, and once");
  must(first > 0 && order.slice(first, last).every((type) => type === "IDAT"), "the pixels lie together");
  must(order.indexOf("PLTE") === order.lastIndexOf("PLTE") && order.indexOf("PLTE") < first, "one palette, before the pixels");
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = concat(utf8(type), data);
  return concat(u32(data.length), body, u32(crc(body)));
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 as in PNG's annex. */
export function crc(data: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < data.length; i++) c = (TABLE[(c ^ (data[i] ?? 0)) & 255] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
