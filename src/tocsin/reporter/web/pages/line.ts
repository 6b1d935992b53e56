/** The line that this page belongs to: its facts, and its keys verified against the root that the page carries. */
import { fromUtf8, hex, unhex } from "../../../envelope/web/bytes.js";
import { dumps, fields, type Json } from "../../../envelope/web/canonical.js";
import { BadKeys, NotCanonical } from "../../../envelope/web/errors.js";
import { type DeskKey, lineId, type LineKeys, readKeys, sealing } from "../../../envelope/web/keys.js";
import { Errand, type ErrandOptions, pause, type Way, work } from "./errand.js";
import { LineAway, type LineRefused, UntrustedLine } from "./errors.js";

/** What `tocsin.json` says that a page needs. Unsigned, as the page is: the keys are what is verified. */
export interface Facts {
  desk: string;
  charter: string;
  codes: ReadonlySet<string>;
  languages: string[];
}

/** Serials seen since this page was loaded, by root: keys never go back, whoever asks for them. */
const seen = new Map<string, number>();

export interface LineOptions extends ErrandOptions, Partial<Way> {
  /** The line root's public key, 64 hex: `data-root` of the page. */
  root: string;
  /** The line id, 32 hex: `data-line` of the page. */
  line: string;
}

export class Line {
  private constructor(
    readonly way: Way,
    readonly root: Uint8Array,
    readonly facts: Facts,
    public keys: LineKeys,
    /** Milliseconds that the line's clock is ahead of this device's. */
    private ahead: number,
  ) {}

  /**
   * Fetch facts and keys, never from a cache. `UntrustedLine` when they are not of the line that the page names or are
   * older than those seen; `LineAway` and `LineRefused` as `Errand.send` throws them.
   */
  static async open(options: LineOptions): Promise<Line> {
    const way = { origin: options.origin ?? location.origin, pause: options.pause ?? pause, work: options.work ?? work };
    const errand = new Errand(way, options);
    const root = trusted(() => unhex(options.root, 32));
    if (hex(lineId(root)) !== options.line) throw new UntrustedLine("the page's root and line do not belong together");
    const facts = await errand.send({ method: "GET", path: "/.well-known/tocsin.json" });
    const keys = await errand.send({ method: "GET", path: "/keys.json" });
    return new Line(way, root, readFacts(facts.body, options), verified(keys.body, root), ahead(keys.date));
  }

  /** Open the line that a page names in `<html data-root data-line>`. */
  static ofPage(page: Document, options: Partial<LineOptions> = {}): Promise<Line> {
    const { root = "", line = "" } = page.documentElement.dataset;
    return Line.open({ root, line, ...options });
  }

  /**
   * The line's own time, which decides between this week's key and the next: a cheap telephone's clock is often wrong.
   * A lying line gains nothing, since it can only choose among keys that the root has signed.
   */
  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** The key that seals for a desk now; `ClosedEpoch` where none does. */
  sealing(desk: string): DeskKey {
    return sealing(this.keys, desk, this.now());
  }

  /** Take the keys that a `409 closed-epoch` carries, or fetch them. */
  async takeKeys(refused?: LineRefused, options: ErrandOptions = {}): Promise<void> {
    const carried = refused?.answer["keys"];
    if (typeof carried === "object" && carried !== null) {
      this.keys = verified(trusted(() => dumps(carried as Json)), this.root);
      return;
    }
    const fetched = await new Errand(this.way, options).send({ method: "GET", path: "/keys.json" });
    this.keys = verified(fetched.body, this.root);
    this.ahead = ahead(fetched.date);
  }
}

const ahead = (date: Date | null): number => (date ? date.getTime() - Date.now() : 0);

function verified(data: Uint8Array, root: Uint8Array): LineKeys {
  const keys = trusted(() => readKeys(data, root));
  const name = hex(root);
  if (keys.serial < (seen.get(name) ?? 0)) throw new UntrustedLine("these keys are older than the ones seen before");
  seen.set(name, keys.serial);
  return keys;
}

function trusted<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadKeys || error instanceof NotCanonical) throw new UntrustedLine(error.message);
    throw error;
  }
}

function readFacts(body: Uint8Array, wanted: { root: string; line: string }): Facts {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(fromUtf8(body)) as Record<string, unknown>;
    const known = { desk: "string", charter: "string", concerns: "array", paths: "array", languages: "array" } as const;
    const picked = Object.fromEntries(Object.keys(known).map((key) => [key, value[key]]));
    const { desk, charter, concerns, paths, languages } = fields(picked, known);
    if (value["root"] !== wanted.root || value["line"] !== wanted.line) throw new UntrustedLine("another line answers here");
    return { desk, charter, codes: new Set([...texts(concerns), ...texts(paths)]), languages: texts(languages) };
  } catch (error) {
    if (error instanceof UntrustedLine) throw error;
    throw new LineAway("what answers here is not a line of this version");
  }
}

const texts = (values: Json[]): string[] => values.filter((value): value is string => typeof value === "string");
