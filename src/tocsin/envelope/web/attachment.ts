/** What an attachment's manifest holds: written here, and read as strictly as in Python. */
import { cleanText } from "./answers.js";
import { hex, unhex } from "./bytes.js";
import { dumps, fields, loads } from "./canonical.js";
import { NotCanonical } from "./errors.js";
import { pad, unpad } from "./padding.js";

export const PART = 8 * 1024 * 1024;

export interface Manifest {
  name: string;
  type: string;
  size: number;
  sha256: Uint8Array;
  parts: Uint8Array[];
}

export function manifestPayload(m: Manifest): Uint8Array<ArrayBuffer> {
  const cut = (text: string): string => Array.from(cleanText(text)).slice(0, 1000).join("");
  return pad(
    dumps({
      format: "tocsin/attachment/v1",
      name: cut(m.name),
      type: cut(m.type),
      size: m.size,
      sha256: hex(m.sha256),
      parts: m.parts.map(hex),
    }),
  );
}

export function readManifest(plain: Uint8Array): Manifest {
  const shape = { format: "string", name: "string", type: "string", size: "number", sha256: "string", parts: "array" } as const;
  const value = fields(loads(unpad(plain)), shape);
  const parts = value.parts.map((p) => unhex(p, 32));
  const odd = [value.name, value.type].some((t) => cleanText(t) !== t || Array.from(t).length > 1000);
  if (value.format !== "tocsin/attachment/v1" || odd) throw new NotCanonical("not a manifest of this version");
  if (value.size < 0 || parts.length !== Math.max(1, Math.ceil(value.size / PART))) {
    throw new NotCanonical("size and number of parts do not agree");
  }
  return { name: value.name, type: value.type, size: value.size, sha256: unhex(value.sha256, 32), parts };
}
