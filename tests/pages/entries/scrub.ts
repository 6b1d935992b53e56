/** For `test_scrub_browser.py`: pictures that this browser drew, dirtied and cleaned again, pixel by pixel. */
import { scrub } from "../../../src/tocsin/reporter/web/pages/scrub/scrub.js";
import { concat, u32, utf8 } from "../../../src/tocsin/envelope/web/bytes.js";
import { chunk, exif, latin, riff, SECRET, segment } from "../../web/pictures.js";

type Bytes = Uint8Array<ArrayBuffer>;
interface Outcome {
  cleaned: boolean;
  removed: string[];
  told: boolean;
  size: string;
  same: boolean;
}

/** Put EXIF with an orientation, a place and a name into a picture that a canvas wrote. */
const dirt: Record<string, (clean: Bytes, orientation: number) => Bytes> = {
  "image/jpeg": (clean, n) =>
    concat(latin("\xff\xd8"), segment(0xe1, concat(utf8("Exif\0\0"), exif(n))), clean.slice(2), utf8(SECRET)),
  "image/png": (clean, n) => concat(clean.slice(0, 33), chunk("eXIf", exif(n)), chunk("tEXt", utf8(SECRET)), clean.slice(33)),
  "image/webp": extended,
};

/** A canvas may write the extended form by itself, with a profile; then only EXIF is announced in it. */
function extended(clean: Bytes, orientation: number): Bytes {
  const own = String.fromCharCode(...clean.subarray(12, 16)) === "VP8X";
  const flags = 0x08 | (own ? (clean[20] ?? 0) : 0);
  const header = riff("VP8X", concat(Uint8Array.of(flags, 0, 0, 0), latin("\x0f\0\0\x07\0\0"))); // 16 by 8, each less one
  const body = concat(utf8("WEBP"), header, clean.slice(own ? 30 : 12), riff("EXIF", exif(orientation)));
  return concat(utf8("RIFF"), u32(body.length).reverse(), body);
}

/** Sixteen by eight, every pixel another colour. */
async function drawn(type: string): Promise<Bytes> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [16, 8];
  const context = canvas.getContext("2d");
  for (let i = 0; i < 128 && context; i++) {
    context.fillStyle = `rgb(${String(i * 2)},${String(255 - i)},${String((i * 37) % 256)})`;
    context.fillRect(i % 16, Math.floor(i / 16), 1, 1);
  }
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, type, 0.9);
  });
  if (blob?.type !== type) throw new Error(`this browser does not write ${type}`);
  return new Uint8Array(await blob.arrayBuffer());
}

/** Decode as a page would show it; a removed profile must not change the numbers that are compared. */
async function pixels(blob: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

async function compare(dirty: Bytes, type: string): Promise<Outcome> {
  const result = await scrub(new File([dirty], "Rosa.jpg"), 1);
  const after = new Uint8Array(await result.content.arrayBuffer());
  const [shown, was] = [await pixels(new Blob([after], { type })), await pixels(new Blob([dirty], { type }))];
  return {
    cleaned: result.cleaned,
    removed: result.removed,
    told: String.fromCharCode(...after.subarray(0, 50_000)).includes(SECRET),
    size: `${String(shown.width)}x${String(shown.height)}`,
    same: shown.width === was.width && shown.data.every((value, i) => value === was.data[i]),
  };
}

Object.assign(window, {
  drawnAndCleaned: async (type: string, orientation: number) =>
    compare(dirt[type]?.(await drawn(type), orientation) ?? new Uint8Array(0), type),
  /** Null where this browser cannot show the picture in the first place. */
  givenAndCleaned: async (base64: string) => {
    const dirty = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const shown = await pixels(new Blob([dirty])).catch(() => null);
    return shown && compare(dirty, "image/jpeg");
  },
});
