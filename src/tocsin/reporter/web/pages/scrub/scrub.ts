/**
 * Removes what a picture says beside its pixels, in the browser, before anything is sealed: where and when it was taken,
 * with which camera, by whom. Nothing is decoded or compressed again. What we do not know how to clean is kept whole and
 * called so; the reporter may still send it. `docs/decisions/0011-what-is-removed-from-pictures.md` says what stays, and why.
 */
import { concat } from "../../../../envelope/web/bytes.js";
import { digest } from "../digest.js";
import { readBytes } from "../reading.js";
import { type Format, formatOf, HEAD, plainName, plainType } from "./formats.js";
import { cleanGif } from "./gif.js";
import { cleanJpeg } from "./jpeg.js";
import { type Cleaned, Malformed, type Trace } from "./pieces.js";
import { cleanPng } from "./png.js";
import { cleanWebp } from "./webp.js";

export type { Format, Trace };

/** Pictures are read whole up to this size, which no phone's camera reaches; larger ones are kept as they are. */
export const LARGEST_PICTURE = 64 * 1024 * 1024;

/** Why a file was not cleaned. */
export type Kept = "no-cleaner" | "malformed" | "too-large" | "by-choice";

/** A file as it will be sealed. */
export interface Scrubbed {
  content: Blob;
  name: string;
  type: string;
  format: Format;
  cleaned: boolean;
  removed: Trace[];
  /** Null when it was cleaned. */
  kept: Kept | null;
  /** What the content must still be when it is read for sealing: stretches of the file on the disk, which may change. */
  sha256: Uint8Array | null;
}

const CLEANERS: Partial<Record<Format, (bytes: Uint8Array) => Cleaned>> = {
  jpeg: cleanJpeg,
  png: cleanPng,
  webp: cleanWebp,
  gif: cleanGif,
};

/**
 * Clean a file and give it a plain name with this number. Throws `FileChanged` when the file cannot be read; a picture
 * that breaks its format's rules is `kept: "malformed"`, never passed on as cleaned.
 */
export async function scrub(file: File, number: number): Promise<Scrubbed> {
  const format = formatOf(await readBytes(file.slice(0, HEAD)));
  const plain = { format, name: plainName(format, file.name, number), type: plainType(format, file.type) };
  const untouched = { ...plain, content: file, cleaned: false, removed: [], sha256: null };
  const clean = CLEANERS[format];
  if (!clean) return { ...untouched, kept: "no-cleaner" };
  if (file.size > LARGEST_PICTURE) return { ...untouched, kept: "too-large" };
  const bytes = await readBytes(file);
  try {
    const { pieces, removed } = clean(bytes);
    const sha256 = await digest(concat(...pieces.map((piece) => (piece instanceof Uint8Array ? piece : bytes.subarray(...piece)))));
    const content = new Blob(pieces.map((piece) => (piece instanceof Uint8Array ? piece : file.slice(...piece))));
    return { ...plain, content, cleaned: true, removed: Array.from(removed).sort(), kept: null, sha256 };
  } catch (error) {
    if (error instanceof Malformed) return { ...untouched, kept: "malformed" };
    throw error;
  }
}

/** The reporter's own choice: the file with its name and all it says. */
export async function keep(file: File): Promise<Scrubbed> {
  const format = formatOf(await readBytes(file.slice(0, HEAD)));
  const type = file.type === "" ? plainType(format, "") : file.type;
  return { content: file, name: file.name, type, format, cleaned: false, removed: [], kept: "by-choice", sha256: null };
}
