/** What a file is, by its first bytes and never by its name; and the plain name it travels under. */
export type Format = "jpeg" | "png" | "webp" | "gif" | "heic" | "tiff" | "pdf" | "document" | "audio" | "video" | "unknown";

/** First bytes in Latin-1; the first line that fits decides. */
const SIGNS: [RegExp, Format][] = [
  [/^\xff\xd8\xff/, "jpeg"],
  [/^\x89PNG\r\n/, "png"],
  [/^RIFF[^]{4}WEBP/, "webp"],
  [/^GIF8[79]a/, "gif"],
  [/^[^]{4}ftyp(hei|hev|mif1|msf1|avif|avis)/, "heic"],
  [/^[^]{4}ftyp(M4A|M4B)/, "audio"],
  [/^[^]{4}ftyp|^\x1a\x45\xdf\xa3|^RIFF[^]{4}AVI |^OggS[^]{24}[\x80\x01]?(theora|video)/, "video"],
  [/^II\*\0|^MM\0\*/, "tiff"],
  [/^%PDF-/, "pdf"],
  [/^PK\x03\x04|^\xd0\xcf\x11\xe0|^\{\\rtf/, "document"],
  [/^ID3|^\xff[\xe2-\xfd]|^OggS|^fLaC|^RIFF[^]{4}WAVE|^#!AMR/, "audio"],
];
export const HEAD = 64;

/** Endings that say what a file is; any other part of a name may say whose it is. */
const ENDINGS: Partial<Record<Format, string[]>> = {
  heic: ["heic", "heif", "avif"],
  tiff: ["tif", "tiff", "dng"],
  document: ["doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "epub", "zip", "msg"],
  audio: ["mp3", "m4a", "aac", "amr", "ogg", "opus", "flac", "wav"],
  video: ["mp4", "mov", "m4v", "3gp", "webm", "mkv", "avi"],
  unknown: ["txt", "csv", "tsv", "json", "xml", "html", "htm", "eml", "log", "md", "svg", "bmp", "7z", "rar", "gz", "tar"],
};
const OWN: Partial<Record<Format, string>> = { jpeg: "jpg", png: "png", webp: "webp", gif: "gif", pdf: "pdf" };

/** Say what a file is from its first `HEAD` bytes. */
export function formatOf(head: Uint8Array): Format {
  const text = String.fromCharCode(...head.subarray(0, HEAD));
  return SIGNS.find(([sign]) => sign.test(text))?.[1] ?? "unknown";
}

/** `file-1.jpg`: the number that the form gives it, and an ending only where it says no more than the format. */
export function plainName(format: Format, name: string, number: number): string {
  const typed = /\.([A-Za-z0-9]{1,4})$/.exec(name)?.[1]?.toLowerCase();
  const ending = OWN[format] ?? (typed !== undefined && ENDINGS[format]?.includes(typed) ? typed : undefined);
  return `file-${String(number)}${ending === undefined ? "" : `.${ending}`}`;
}

/** A media type that says no more than the format does. */
export function plainType(format: Format, named: string): string {
  if (OWN[format] !== undefined) return format === "pdf" ? "application/pdf" : `image/${format}`;
  return /^(image|audio|video|text|application)\/[a-z0-9.+-]{1,80}$/.test(named) ? named : "application/octet-stream";
}
