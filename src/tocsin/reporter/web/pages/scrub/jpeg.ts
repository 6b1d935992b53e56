/**
 * JPEG (ITU-T T.81). Tables, frame and scans stay byte for byte; application segments and comments go, and so does
 * whatever lies behind the end: the film of a motion photo, the further pictures of MPF, the old pixels that a careless
 * crop leaves. The quantisation tables stay, since the picture is made of them; they can hint at the camera's maker.
 */
import { concat, utf8 } from "../../../../envelope/web/bytes.js";
import { type Exif, freshExif, readExif, UPRIGHT } from "./exif.js";
import { type Cleaned, must, type Piece, Reader, type Trace } from "./pieces.js";

const [SOI, EOI, SOS, DQT, DHT, DAC, DNL, DRI, COM] = [0xd8, 0xd9, 0xda, 0xdb, 0xc4, 0xcc, 0xdc, 0xdd, 0xfe];
const [APP0, APP14, APP15] = [0xe0, 0xee, 0xef];
/** Baseline, extended, progressive and their arithmetic twins: one picture, no hierarchy, no lossless. */
const FRAMES = [0xc0, 0xc1, 0xc2, 0xc9, 0xca];
/** Version 1.1, no unit, square pixels, no thumbnail: says only that the colours are YCbCr. */
const JFIF = segment(APP0, utf8("JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));

interface Findings {
  kept: Piece[];
  removed: Set<Trace>;
  jfif: boolean;
  adobe: number | null;
  exif: Exif | null;
  frames: number;
  scans: number;
}

/** Return what stays; `Malformed` when the picture cannot be read from its first marker to its last. */
export function cleanJpeg(bytes: Uint8Array): Cleaned {
  const file = new Reader(bytes);
  must(file.u16(0) === 0xff00 + SOI, "no picture begins here");
  const found: Findings = { kept: [], removed: new Set(), jfif: false, adobe: null, exif: null, frames: 0, scans: 0 };
  let at = 2;
  for (;;) {
    at = marker(file, at);
    const code = file.u8(at + 1);
    if (code === EOI) break;
    at = take(file, at, code, found);
  }
  must(found.frames === 1 && found.scans > 0, "one frame, and a scan");
  if (at + 2 < file.length) found.removed.add("behind");
  return { pieces: [[0, 2], ...prologue(found), ...found.kept, [at, at + 2]], removed: found.removed };
}

/** Where the next marker stands; `0xff` may be repeated before it, and is not kept. */
function marker(file: Reader, from: number): number {
  let at = from;
  must(file.u8(at) === 0xff, "a marker is missing");
  while (file.u8(at + 1) === 0xff) at++;
  return at;
}

/** Judge one segment and return where it (and the scan behind it) ends. */
function take(file: Reader, at: number, code: number, found: Findings): number {
  const size = file.u16(at + 2);
  must(size >= 2, "a segment shorter than its own length");
  file.need(at + 2, size);
  const [from, to] = [at + 4, at + 2 + size];
  if (code === COM) {
    found.removed.add("comment");
    return to;
  }
  if (code >= APP0 && code <= APP15) {
    application(new Reader(file.bytes.subarray(from, to)), code, found);
    return to;
  }
  check(file, code, from, to, found);
  const end = code === SOS ? scanEnd(file, to) : to;
  found.kept.push([at, end]);
  return end;
}

/** Note what decoding needs of an application segment (which way is up, which colours), and what else it told. */
function application(data: Reader, code: number, found: Findings): void {
  if (code === APP0 && data.says(0, "JFIF\0") && data.length >= 14) {
    if (found.scans === 0) found.jfif = true;
    if (data.length > 14) found.removed.add("thumbnail");
  } else if (code === APP14 && data.says(0, "Adobe") && data.length >= 12) {
    if (found.scans === 0) found.adobe = data.u8(11);
  } else if (data.says(0, "Exif\0\0")) {
    const exif = readExif(data.bytes);
    found.exif ??= exif;
    for (const trace of exif.told) found.removed.add(trace);
  } else {
    for (const trace of traces(data, code)) found.removed.add(trace);
  }
}

function traces(data: Reader, code: number): Trace[] {
  if (code === APP0) return ["thumbnail"];
  if (data.says(0, "ICC_PROFILE\0")) return ["profile"];
  if (data.says(0, "http://ns.adobe.com/x") || data.says(0, "Photoshop")) return ["description"];
  return ["other"];
}

/** Tables and headers have exactly the length that their content says, so that nothing rides in them. */
function check(file: Reader, code: number, from: number, to: number, found: Findings): void {
  const size = to - from;
  if (FRAMES.includes(code)) {
    found.frames++;
    must(size === 6 + 3 * file.u8(from + 5), "the frame's header has another length");
  } else if (code === SOS) {
    found.scans++;
    must(found.frames === 1 && size === 4 + 2 * file.u8(from), "the scan's header has another length");
  } else if (code === DQT) {
    whole(from, to, (at) => (file.u8(at) < 16 ? 65 : 129));
  } else if (code === DHT) {
    whole(from, to, (at) => 17 + sum(file, at + 1, 16));
  } else if (code === DAC) {
    must(size % 2 === 0, "half an entry");
  } else {
    must((code === DRI || code === DNL) && size === 2, "a marker that no picture needs");
  }
}

/** Walk tables one after another; the last must end where the segment does. */
function whole(from: number, to: number, size: (at: number) => number): void {
  let at = from;
  while (at < to) at += size(at);
  must(at === to, "a table has another length");
}

function sum(file: Reader, from: number, count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += file.u8(from + i);
  return total;
}

/** Find the marker behind entropy-coded data: stuffed zeros, restarts and fill bytes belong to the data. */
function scanEnd(file: Reader, from: number): number {
  let at = from;
  for (;;) {
    at = file.bytes.indexOf(0xff, at);
    must(at >= 0, "a scan without an end");
    const next = file.u8(at + 1);
    if (next === 0xff) at += 1;
    else if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2;
    else return at;
  }
}

/** What we write anew in place of what went. */
function prologue(found: Findings): Piece[] {
  const fresh: Piece[] = [];
  if (found.jfif) fresh.push(JFIF);
  const orientation = found.exif?.orientation ?? UPRIGHT;
  if (orientation !== UPRIGHT) fresh.push(segment(0xe1, concat(utf8("Exif\0\0"), freshExif(orientation))));
  if (found.adobe !== null) fresh.push(segment(APP14, concat(utf8("Adobe\0d\0\0\0\0"), Uint8Array.of(found.adobe))));
  return fresh;
}

function segment(code: number, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = data.length + 2;
  return concat(Uint8Array.of(0xff, code, size >> 8, size & 255), data);
}
