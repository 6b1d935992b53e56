/** What the cleaners hand back: what stays of a picture, without a copy of it. */

/** A stretch `[from, to)` of the file that stays as it is, or a few bytes that we write in its place. */
export type Piece = readonly [from: number, to: number] | Uint8Array<ArrayBuffer>;

/**
 * What was found and removed, in words that a page can explain: the place; camera, settings and serial numbers; the
 * time; a small second picture; titles, names and history; a comment; a colour profile; bytes behind the picture's end
 * (a motion photo's film, what a crop cut away); anything else that showing the picture does not need.
 */
export type Trace = "place" | "camera" | "time" | "thumbnail" | "description" | "comment" | "profile" | "behind" | "other";

export interface Cleaned {
  pieces: Piece[];
  removed: Set<Trace>;
}

/** The picture breaks its format's rules. What we cannot read to its end we do not call clean. */
export class Malformed extends Error {
  override name = "Malformed";
}

/** A view for reading big and little endian numbers; reading past the end is a malformed picture. */
export class Reader {
  private readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get length(): number {
    return this.bytes.length;
  }
  u8(at: number): number {
    this.need(at, 1);
    return this.view.getUint8(at);
  }
  u16(at: number, little = false): number {
    this.need(at, 2);
    return this.view.getUint16(at, little);
  }
  u32(at: number, little = false): number {
    this.need(at, 4);
    return this.view.getUint32(at, little);
  }
  /** The bytes as Latin-1 text: markers and chunk names. */
  text(at: number, size: number): string {
    this.need(at, size);
    return String.fromCharCode(...this.bytes.subarray(at, at + size));
  }
  /** Say whether these characters stand there, without failing at the end. */
  says(at: number, text: string): boolean {
    return at + text.length <= this.length && this.text(at, text.length) === text;
  }
  need(at: number, size: number): void {
    if (at < 0 || at + size > this.length) throw new Malformed("the picture is cut short");
  }
}

export function must(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new Malformed(rule);
}
