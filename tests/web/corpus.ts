/** The corpus of real files with telling metadata, beside this repository where it is present; empty where not. */
import { existsSync, readFileSync } from "node:fs";

/** One file of the corpus; `sensitive` names its telling tags by kind, as `IFD0:Make`. */
export interface Sample {
  file: string;
  type: string | null;
  sensitive: Record<string, string[]>;
}
const CORPUS = new URL("../../../shared/corpora/metadata/", import.meta.url);
export const samples: Sample[] = existsSync(CORPUS)
  ? (JSON.parse(readFileSync(new URL("MANIFEST.json", CORPUS), "utf8")) as Sample[])
  : [];
export const sample = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(new URL(encodeURIComponent(name), CORPUS)));
