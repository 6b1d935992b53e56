/** What pictures say beside their pixels is gone, their pixels are not, and nothing broken is called clean. */
import ExifReader from "exifreader";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, test } from "vitest";
import { concat, hex, same, utf8 } from "../../src/tocsin/envelope/web/bytes.js";
import { freshExif, readExif } from "../../src/tocsin/reporter/web/pages/scrub/exif.js";
import { plainName } from "../../src/tocsin/reporter/web/pages/scrub/formats.js";
import { keep, LARGEST_PICTURE, scrub, type Scrubbed } from "../../src/tocsin/reporter/web/pages/scrub/scrub.js";
import { sample, samples } from "./corpus.js";
import * as make from "./pictures.js";
import { type Bytes, exif, latin, SECRET } from "./pictures.js";

const secret = utf8(SECRET);
const exifSegment = (orientation: number, little = false): Bytes =>
  make.segment(0xe1, concat(utf8("Exif\0\0"), exif(orientation, little)));

async function cleaned(bytes: Bytes, name = "IMG Rosa.JPG"): Promise<{ result: Scrubbed; bytes: Bytes }> {
  const result = await scrub(new File([bytes], name, { type: "image/x-rosa" }), 1);
  return { result, bytes: new Uint8Array(await result.content.arrayBuffer()) };
}

const holds = (bytes: Uint8Array, part: Uint8Array): boolean => Buffer.from(bytes).includes(Buffer.from(part));

/** Each dirty picture beside the clean one it must become, byte for byte. */
const PAIRS: [string, Bytes, Bytes, string[]][] = [
  [
    "jpeg with all that phones add",
    make.jpeg(
      [
        make.segment(0xe0, concat(utf8("JFIF\0"), latin("\x01\x02\x01\0\x48\0\x48\x01\x01rgb"))),
        make.segment(0xe0, concat(utf8("JFXX\0"), secret)),
        exifSegment(6),
        make.segment(0xe1, concat(utf8("http://ns.adobe.com/xap/1.0/\0"), secret)),
        make.segment(0xe2, concat(utf8("ICC_PROFILE\0"), secret)),
        make.segment(0xe2, concat(utf8("MPF\0"), secret)),
        make.segment(0xed, concat(utf8("Photoshop 3.0\0"), secret)),
        make.segment(0xee, concat(utf8("Adobe"), latin("\0\x65\x12\x34\x56\x78\x01"), secret)),
        make.segment(0xe9, secret),
        make.segment(0xfe, secret),
      ],
      concat(make.jpeg([exifSegment(1)]), secret),
      [make.segment(0xfe, secret), make.segment(0xe4, secret)],
    ),
    make.jpeg([
      make.segment(0xe0, concat(utf8("JFIF\0"), latin("\x01\x01\0\0\x01\0\x01\0\0"))),
      make.segment(0xe1, concat(utf8("Exif\0\0"), freshExif(6))),
      make.segment(0xee, concat(utf8("Adobe"), latin("\0\x64\0\0\0\0\x01"))),
    ]),
    ["behind", "camera", "comment", "description", "other", "place", "profile", "thumbnail", "time"],
  ],
  ["jpeg upright", make.jpeg([exifSegment(1, true)]), make.jpeg([]), ["camera", "place", "time"]],
  [
    "png",
    make.png(
      [
        make.chunk("iCCP", secret),
        make.chunk("sRGB", Uint8Array.of(0)),
        make.chunk("tEXt", secret),
        make.chunk("eXIf", exif(8, true)),
        make.chunk("prVt", secret),
        make.chunk("pHYs", new Uint8Array(9)),
      ],
      [make.chunk("iTXt", secret), make.chunk("tIME", new Uint8Array(7))],
      secret,
    ),
    make.png([make.chunk("eXIf", freshExif(8)), make.chunk("sRGB", Uint8Array.of(0))]),
    ["behind", "camera", "description", "other", "place", "profile", "time"],
  ],
  [
    "webp",
    concat(
      make.webp(
        make.vp8x(0x2c | 0x10),
        make.riff("ICCP", secret),
        make.riff("ALPH", latin("abc")),
        make.riff("VP8 ", latin("pixel")),
        make.riff("EXIF", concat(utf8("Exif\0\0"), exif(3))),
        make.riff("XMP ", secret),
        make.riff("rosa", secret),
      ),
      secret,
    ),
    make.webp(
      make.vp8x(0x18),
      make.riff("ALPH", latin("abc")),
      make.riff("VP8 ", latin("pixel")),
      make.riff("EXIF", freshExif(3)),
    ),
    ["behind", "camera", "description", "other", "place", "profile", "time"],
  ],
  [
    "webp, moving",
    make.webp(
      make.vp8x(0x06),
      make.riff("ANIM", latin("123456")),
      make.riff("ANMF", concat(new Uint8Array(16), make.riff("VP8L", latin("px!")), make.riff("rosa", secret))),
      make.riff("XMP ", secret),
    ),
    make.webp(
      make.vp8x(0x02),
      make.riff("ANIM", latin("123456")),
      make.riff("ANMF", concat(new Uint8Array(16), make.riff("VP8L", latin("px!")))),
    ),
    ["description", "other"],
  ],
  [
    "gif",
    concat(
      make.gif(
        make.extension(0xff, utf8("XMP DataXMP"), secret),
        make.loop,
        make.extension(0xfe, secret),
        make.control,
        make.frame,
        make.control,
        make.extension(0x01, new Uint8Array(12), secret),
        make.extension(0xff, utf8("ICCRGBG1012"), secret),
        make.extension(0xff, utf8("NETSCAPE2.0"), secret),
        make.frame,
      ),
      secret,
    ),
    make.gif(make.loop, make.control, make.frame, make.frame),
    ["behind", "comment", "description", "other", "profile"],
  ],
];

describe.each(PAIRS)("%s", (_name, dirty, clean, removed) => {
  test("loses what it told, and only that", async () => {
    const { result, bytes } = await cleaned(dirty);
    expect(result).toMatchObject({ cleaned: true, kept: null, removed });
    expect(hex(bytes)).toBe(hex(clean));
    expect(holds(bytes, secret)).toBe(false);
    expect(hex(result.sha256 ?? new Uint8Array())).toBe(hex(sha256(clean)));
  });

  test("is not touched twice", async () => {
    const { result, bytes } = await cleaned(clean);
    expect(result.removed).toEqual([]);
    expect(same(bytes, clean)).toBe(true);
  });

  test("cut anywhere, is never called clean unless its picture is whole", async () => {
    for (let size = 0; size < dirty.length; size++) {
      const { result, bytes } = await cleaned(dirty.slice(0, size));
      if (result.cleaned) expect(hex(bytes)).toBe(hex(clean));
      else expect(result.content.size).toBe(size);
    }
  });

  test("with any byte changed, ends as a picture of its format that tells nothing, or is kept whole", async () => {
    const marks = dirty.length;
    for (let at = 0; at < marks; at++) {
      const broken = Uint8Array.from(dirty);
      broken[at] = (broken[at] ?? 0) ^ (1 << (at % 8));
      const { result, bytes } = await cleaned(broken);
      if (!result.cleaned) continue;
      const again = await cleaned(bytes);
      expect(again.result.cleaned).toBe(true);
      expect(same(again.bytes, bytes)).toBe(true);
    }
  });
});

describe("malformed pictures are kept, and said to be", () => {
  const idat = make.chunk("IDAT", secret);
  test.each<[string, Bytes]>([
    ["jpeg without a scan", latin("\xff\xd8\xff\xd9")],
    ["jpeg with bytes between segments", concat(latin("\xff\xd8"), latin("\xff\xfe\0\x03a"), secret, make.jpeg([]).slice(2))],
    ["jpeg with a table that is too long", make.jpeg([make.segment(0xdb, concat(new Uint8Array(65), secret))])],
    ["jpeg with a marker of no picture", make.jpeg([make.segment(0xf3, secret)])],
    ["jpeg with a segment longer than the file", latin("\xff\xd8\xff\xe1\xff\xff")],
    ["jpeg with a segment shorter than its length", make.jpeg([latin("\xff\xe1\0\x01")])],
    ["jpeg, lossless", concat(latin("\xff\xd8"), make.segment(0xc3, Uint8Array.of(8, 0, 8, 0, 8, 1, 1, 0x11, 0)))],
    ["png with a critical chunk of Apple's", make.png([make.chunk("CgBI", new Uint8Array(4))])],
    ["png with scattered pixels", make.png([idat, make.chunk("tEXt", secret)])],
    ["png with a second header", make.png([make.chunk("IHDR", new Uint8Array(13))])],
    ["png with a long sRGB", make.png([make.chunk("sRGB", secret)])],
    ["png with a damaged palette", make.png([concat(make.chunk("PLTE", new Uint8Array(3)).slice(0, -1), Uint8Array.of(1))])],
    ["png with a length of four gibibytes", concat(make.png([]).slice(0, 33), latin("\xff\xff\xff\xffIDAT"))],
    ["webp without pixels", make.webp(make.vp8x(0))],
    ["webp with a chunk that overflows", make.webp(latin("VP8 \xff\0\0\0ab"))],
    ["webp with a frame that lies", make.webp(make.vp8x(2), make.riff("ANMF", concat(new Uint8Array(16), latin("VP8 \xff\0\0\0"))))],
    ["gif without a picture", make.gif(make.loop)],
    ["gif without an end", make.gif(make.frame).slice(0, -1)],
    ["gif with a block that no GIF has", make.gif(make.frame, secret)],
  ])("%s", async (_name, bytes) => {
    const { result, bytes: content } = await cleaned(bytes);
    expect(result).toMatchObject({ cleaned: false, kept: "malformed", removed: [] });
    expect(same(content, bytes)).toBe(true);
  });
});

describe("orientation", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("%i is read in both byte orders and written alone", (n) => {
    for (const little of [false, true]) {
      expect(readExif(exif(n, little)).orientation).toBe(n);
      expect(readExif(concat(utf8("Exif\0\0"), exif(n, little))).told.sort()).toEqual(["camera", "place", "time"]);
    }
    expect(readExif(freshExif(n))).toEqual({ orientation: n, told: [] });
  });

  test("broken EXIF goes, and is upright", () => {
    expect(readExif(exif(0)).orientation).toBe(1);
    expect(readExif(exif(9)).orientation).toBe(1);
    for (let size = 0; size < 70; size++) {
      expect(readExif(exif(6).slice(0, size)).told).toContain("camera");
    }
    expect(readExif(latin("MM\0*\xff\xff\xff\xff")).orientation).toBe(1);
  });
});

describe("names and types say no more than the format", () => {
  test("a clean picture's", async () => {
    const { result } = await cleaned(make.jpeg([]), "Rosa at the pier.jpeg");
    expect(result).toMatchObject({ name: "file-1.jpg", type: "image/jpeg", format: "jpeg" });
  });

  test.each([
    ["%PDF-1.7", "Rosa Perez.pdf", "file-3.pdf", "pdf"],
    ["PK\x03\x04", "minutes of Rosa.docx", "file-3.docx", "document"],
    ["PK\x03\x04", "minutes.rosa", "file-3", "document"],
    ["\0\0\0\x18ftypheic", "IMG_1.HEIC", "file-3.heic", "heic"],
    ["\0\0\0\x18ftypisom", "VID.mp4", "file-3.mp4", "video"],
    ["\0\0\0\x18ftypM4A ", "call with Otto.m4a", "file-3.m4a", "audio"],
    ["RIFF1234WAVE", "a.wav", "file-3.wav", "audio"],
    ["II*\0", "scan.tif", "file-3.tif", "tiff"],
    ["\xff\xfea\0", "utf-16.txt", "file-3.txt", "unknown"],
    ["", "empty", "file-3", "unknown"],
  ])("%j named %s becomes %s", async (head, name, plain, format) => {
    const result = await scrub(new File([latin(head)], name, { type: "weird/Rosa Perez" }), 3);
    expect(result).toMatchObject({ name: plain, format, cleaned: false, kept: "no-cleaner" });
    expect(result.type).toMatch(/^application\/(pdf|octet-stream)$/);
  });

  test("an ending that names somebody is no ending", () => {
    expect(plainName("unknown", "notes.rosa", 2)).toBe("file-2");
    expect(plainName("unknown", "notes.txt.exe", 2)).toBe("file-2");
    expect(plainName("jpeg", "", 12)).toBe("file-12.jpg");
  });

  test("the reporter may keep both", async () => {
    const file = new File([make.jpeg([exifSegment(6)])], "Rosa.jpg", { type: "image/jpeg" });
    expect(await keep(file)).toMatchObject({ content: file, name: "Rosa.jpg", cleaned: false, kept: "by-choice" });
  });
});

test("a picture beyond the limit is not read whole", async () => {
  const file = new File([make.jpeg([])], "a.jpg");
  Object.defineProperty(file, "size", { value: LARGEST_PICTURE + 1 });
  expect(await scrub(file, 1)).toMatchObject({ cleaned: false, kept: "too-large" });
});

test("a file that the disk does not give any more is said", async () => {
  const file = new File([make.jpeg([])], "a.jpg");
  file.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
  await expect(scrub(file, 1)).rejects.toMatchObject({ code: "file-changed" });
});

describe("any bytes behind a picture's beginning", () => {
  const heads = [latin("\xff\xd8\xff"), latin("\x89PNG\r\n\x1a\n"), latin("RIFF\x20\0\0\0WEBPVP8 "), latin("GIF89a"), latin("")];
  test("are cleaned or kept, and never an unexpected error", async () => {
    const runs = process.env["SLOW"] === undefined ? 400 : 10_000;
    for (let run = 0; run < runs; run++) {
      const noise = sha256(utf8(String(run))).slice(0, run % 33);
      const dense = noise.map((b) => (b % 3 === 0 ? 0xff : b % 5));
      const { result } = await cleaned(concat(heads[run % heads.length] ?? noise, noise, dense));
      expect(result.cleaned).toBe(result.kept === null);
    }
  });
});

const pictures = samples.filter((s) => s.type === "JPEG");
describe.skipIf(pictures.length === 0)("real pictures (skipped: the corpus is not here)", () => {
  test.each(pictures)("$file", async ({ file, sensitive }) => {
    const dirty = sample(file);
    const { result, bytes } = await cleaned(dirty, file);
    expect(result).toMatchObject({ cleaned: true, format: "jpeg" });
    const [before, after] = [tags(dirty), tags(bytes)];
    const telling = Object.values(sensitive).flat().map((tag) => tag.replace(/^.*:/, ""));
    if (telling.length > 0) expect(result.removed.length).toBeGreaterThan(0);
    expect(telling.filter((tag) => tag in after)).toEqual([]);
    expect(Number(after["Orientation"]?.value ?? 1)).toBe(Number(before["Orientation"]?.value ?? 1));
    expect(Object.keys(after).filter((tag) => !HARMLESS.test(tag))).toEqual([]);
    // Every longer text that stood anywhere outside the picture's data is gone, in whatever form it was written.
    for (const text of texts(dirty.subarray(0, dirty.length - bytes.length))) expect(holds(bytes, latin(text))).toBe(false);
    expect(same(entropy(bytes), entropy(dirty))).toBe(true);
  });

  test("tell what is sensitive to the reader that this test trusts", () => {
    const told = pictures.filter(({ file, sensitive }) => {
      const found = tags(sample(file));
      return Object.values(sensitive).flat().some((tag) => tag.replace(/^.*:/, "") in found);
    });
    expect(told.length).toBeGreaterThan(20);
  });
});

const others = samples.filter((s) => s.type !== "JPEG");
test.skipIf(others.length === 0).each(others)("kept, and said so: $file", async ({ file }) => {
  const { result } = await cleaned(sample(file), file);
  expect(result).toMatchObject({ cleaned: false, kept: "no-cleaner", removed: [] });
  expect(result.name).toMatch(/^file-1(\.[a-z0-9]{2,4})?$/);
});

/** What an independent reader finds. */
function tags(bytes: Bytes): Record<string, { value: unknown }> {
  try {
    return ExifReader.load(bytes.buffer);
  } catch (error) {
    if (error instanceof ExifReader.errors.MetadataMissingError) return {};
    throw error;
  }
}
const HARMLESS = /^(FileType|Image (Height|Width)|Bits Per Sample|Color Components|Subsampling|JFIF .*|.*Resolution|Resolution.*|[XY]Density|.*Thumbnail .*|Orientation)$/;

/** Runs of twelve letters or more, which entropy-coded data does not repeat by chance; a thumbnail's tables are the picture's. */
const texts = (bytes: Uint8Array): string[] =>
  Array.from(new Set(Buffer.from(bytes).toString("latin1").match(/[A-Za-z0-9 :./-]{12,}/g) ?? []))
    .filter((text) => !"3456789:CDEFGHIJSTUVWXYZcdefghijstuvwxyz".includes(text) && !/(.)\1{8}/.test(text));

/** From the first scan's header to the first end: the picture's data, found without our own parser. */
function entropy(bytes: Bytes): Bytes {
  const data = Buffer.from(bytes);
  let at = 2;
  while (data[at + 1] !== 0xda) at += data[at + 1] === 0xff ? 1 : 2 + data.readUInt16BE(at + 2);
  return bytes.slice(at, data.indexOf(Uint8Array.of(0xff, 0xd9), at) + 2);
}
