/** Fetching an export: part after part into this browser's memory, sealed, and saved as one file once it is whole. */
import { unbase64 } from "../../envelope/web/bytes.js";
import { hand } from "./files-saving.js";
import { Refused } from "./http.js";
import { part, partOf, reveal, write } from "./parts.js";
import { sentence } from "./sentences.js";
import { ask, type Asked } from "./shift.js";
import { carryOut } from "./signing.js";
import type { Wanted } from "./together.js";

const MB = 1_000_000;

/** What the opener tells with a part. */
interface Part {
  export: string;
  part: number;
  last: boolean;
  content: string;
}

/** An export under way. */
interface UnderWay {
  id: string;
  next: number;
  size: number; // of what it holds at least: the seal and the papers come on top
  pieces: Blob[];
}

/** What comes with the first part: the file's name, the entry of the log, and the bytes of the attachments. */
export interface Saved {
  file: string;
  entry: number;
  size: number;
  carried: boolean; // it goes to its office by itself
}

/** Begin, and go on until it is saved or given up; `said` tells the officer what stands in the way. */
export async function fetchExport(path: string, agreed: Wanted, proposal: string, said: (error: unknown) => void): Promise<Saved | undefined> {
  const begun = await carryOut(`${path}/begin`, agreed, proposal);
  if (!begun) return undefined;
  const { asked } = begun;
  const first = (await begun.answer.json()) as Part & Saved;
  const way: UnderWay = { id: first.export, next: 1, size: first.size, pieces: [] };
  take(way, first);
  reveal("export-under-way", true);
  part("export-under-way")?.scrollIntoView({ block: "center" });
  const leaving = (event: BeforeUnloadEvent): void => { event.preventDefault(); };
  addEventListener("beforeunload", leaving);
  try {
    if (!first.last && !(await untilWhole(path, asked, way, said))) return undefined;
  } finally {
    reveal("export-under-way", false);
    removeEventListener("beforeunload", leaving);
  }
  if (first.carried) reveal("export-carried", true);
  else hand(new Blob(way.pieces, { type: "application/octet-stream" }), first.file);
  return first;
}

/** Fetch the rest. Whoever stops, or is interrupted, goes on where it was, also in a new shift; or gives it up. */
async function untilWhole(path: string, asked: Asked, way: UnderWay, said: (error: unknown) => void): Promise<boolean> {
  for (;;) {
    try {
      if (await rest(path, asked, way)) return true;
      said(new Refused("stopped", "", ""));
    } catch (error) {
      const code = error instanceof Refused ? error.code : "failed";
      if (["no-such-export", "no-such-case", "recused"].includes(code)) { said(error); return false; }
      const ended = code === "no-shift" || code === "not-allowed";
      said(ended ? new Refused("shift-ended", "", "") : code === "budget-spent" ? error : new Refused("interrupted", "", ""));
    }
    if (!(await goesOn())) { said(new Refused("given-up", "", "")); return false; }
    said(undefined);
  }
}

async function rest(path: string, asked: Asked, way: UnderWay): Promise<boolean> {
  const stopping = new AbortController();
  part("export-stop")?.addEventListener("click", () => { stopping.abort(); }, { signal: stopping.signal });
  buttons(true);
  try {
    while (!stopping.signal.aborted) {
      const words = { case: asked.case ?? "", reason: asked.reason ?? "", arguments: { export: way.id, part: way.next } };
      const got = (await (await ask(`${path}/part`, "export-part", words)).json()) as Part;
      take(way, got);
      way.next += 1;
      if (got.last) return true;
    }
    return false;
  } finally {
    stopping.abort();
    buttons(false);
  }
}

function take(way: UnderWay, got: Part): void {
  way.pieces.push(new Blob([unbase64(got.content)]));
  const done = way.pieces.reduce((sum, piece) => sum + piece.size, 0);
  const bar = partOf(HTMLProgressElement, "export-bar");
  if (bar) { bar.max = Math.max(way.size, done); bar.value = done; }
  write("export-went", sentence("went", Math.ceil(done / MB)));
}

function buttons(runs: boolean): void {
  reveal("export-stop", runs);
  reveal("export-go-on", !runs);
  reveal("export-give-up", !runs);
}

function goesOn(): Promise<boolean> {
  const over = new AbortController();
  return new Promise<boolean>((resolve) => {
    part("export-go-on")?.addEventListener("click", () => { resolve(true); }, { signal: over.signal });
    part("export-give-up")?.addEventListener("click", () => { resolve(false); }, { signal: over.signal });
    part("export-go-on")?.focus();
  }).finally(() => { over.abort(); });
}
