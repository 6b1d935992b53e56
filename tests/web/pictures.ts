/** Small pictures made by hand: right in their structure, which is all that cleaning looks at. */
import { concat, u32, utf8 } from "../../src/tocsin/envelope/web/bytes.js";
import { crc } from "../../src/tocsin/reporter/web/pages/scrub/png.js";

export type Bytes = Uint8Array<ArrayBuffer>;
export const latin = (text: string): Bytes => Uint8Array.from(text, (c) => c.charCodeAt(0));
export const SECRET = "Rosa Perez 51.4934N canary";

/** EXIF as cameras write it: make, orientation, date, a place, a thumbnail's directory; either byte order. */
export function exif(orientation: number, little = false): Bytes {
  const n16 = (v: number): Bytes => Uint8Array.from(little ? [v & 255, v >> 8] : [v >> 8, v & 255]);
  const n32 = (v: number): Bytes => (little ? u32(v).reverse() : u32(v));
  const entry = (tag: number, type: number, count: number, value: Bytes): Bytes => concat(n16(tag), n16(type), n32(count), value);
  const make = utf8(`${SECRET}\0`);
  return concat(
    latin(little ? "II*\0" : "MM\0*"),
    n32(8),
    n16(4),
    entry(0x010f, 2, make.length, n32(62)),
    entry(0x0112, 3, 1, concat(n16(orientation), n16(0))),
    entry(0x0132, 2, make.length, n32(62)),
    entry(0x8825, 4, 1, n32(62)),
    n32(0),
    make,
  );
}

export function segment(code: number, data: Uint8Array): Bytes {
  return concat(Uint8Array.of(0xff, code, (data.length + 2) >> 8, (data.length + 2) & 255), data);
}

/** A JPEG by its structure: what lies between `SOI` and `EOI`, and behind it. */
export function jpeg(front: Bytes[], behind = new Uint8Array(0), between: Bytes[] = []): Bytes {
  const dqt = segment(0xdb, concat(Uint8Array.of(0), new Uint8Array(64).fill(9)));
  const sof = segment(0xc2, Uint8Array.of(8, 0, 8, 0, 8, 1, 1, 0x11, 0));
  const dht = segment(0xc4, concat(Uint8Array.of(0, 0, 1), new Uint8Array(14), Uint8Array.of(5)));
  const scan = concat(segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)), Uint8Array.of(1, 0xff, 0, 2, 0xff, 0xd0, 3, 0xff));
  return concat(latin("\xff\xd8"), ...front, dqt, sof, dht, scan, ...between, dht, scan, latin("\xff\xd9"), behind);
}

export const chunk = (type: string, data: Uint8Array): Bytes => {
  const body = concat(utf8(type), data);
  return concat(u32(data.length), body, u32(crc(body)));
};
const IHDR = chunk("IHDR", Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0));
export const png = (before: Bytes[], after: Bytes[] = [], behind = new Uint8Array(0)): Bytes =>
  concat(latin("\x89PNG\r\n\x1a\n"), IHDR, ...before, chunk("IDAT", utf8("deflated pixels")), ...after, chunk("IEND", new Uint8Array(0)), behind);

export function riff(type: string, data: Uint8Array): Bytes {
  return concat(utf8(type), u32(data.length).reverse(), data, new Uint8Array(data.length % 2));
}
export const webp = (...chunks: Bytes[]): Bytes => riff("RIFF", concat(utf8("WEBP"), ...chunks));
export const vp8x = (flags: number): Bytes => riff("VP8X", Uint8Array.of(flags, 0, 0, 0, 1, 0, 0, 1, 0, 0));

const blocks = (...data: Uint8Array[]): Bytes =>
  concat(...data.map((d) => concat(Uint8Array.of(d.length), d)), new Uint8Array(1));
export const extension = (label: number, ...data: Uint8Array[]): Bytes => concat(Uint8Array.of(0x21, label), blocks(...data));
export const control = extension(0xf9, Uint8Array.of(0, 10, 0, 0));
export const loop = extension(0xff, utf8("NETSCAPE2.0"), Uint8Array.of(1, 0, 0));
export const frame = concat(latin("\x2c\0\0\0\0\x01\0\x01\0\0\x02"), blocks(Uint8Array.of(0x44, 1)));
export const gif = (...parts: Bytes[]): Bytes =>
  concat(latin("GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"), ...parts, latin("\x3b"));
