/** Seal a file in parts of 8 MiB and upload it, never holding more than a part; `docs/api.md` describes the requests. */
import { sha256 } from "@noble/hashes/sha2.js";
import { seal, sealStream } from "../../../envelope/web/age.js";
import { hex, type Rng, same } from "../../../envelope/web/bytes.js";
import type { DeskKey } from "../../../envelope/web/keys.js";
import { manifestPayload, PART } from "../../../envelope/web/attachment.js";
import type { AttachmentRef } from "../../../envelope/web/report.js";
import { digest } from "./digest.js";
import { Errand, type ErrandOptions } from "./errand.js";
import { FileChanged, FileTooLarge, LineRefused } from "./errors.js";
import type { Line } from "./line.js";
import { readBytes } from "./reading.js";
import type { Scrubbed } from "./scrub/scrub.js";
import { epochClosed } from "./sending.js";

/** Read in steps of this size: each gives the page a moment to draw and to answer a finger. */
const STEP = 128 * 1024;
/** Times that a file begins anew within one run. */
const STARTS = 3;

export interface UploadOptions extends ErrandOptions {
  line: Line;
  desk: string;
  rng: Rng;
  /** Bytes of the file that the line has or that have left, of all; falls back when a part is sent again. */
  onProgress?: (sent: number, total: number) => void;
}

/** What is known of a file that is under way: a resumed upload goes on from here. */
interface Journey {
  id: Uint8Array;
  key: DeskKey;
  whole: ReturnType<typeof sha256.create>;
  /** Digests of the sealed parts, the last perhaps not stored yet. */
  digests: Uint8Array[];
  /** The sealed part, and then manifest, not known to be stored: sent again byte for byte, since sealing again would differ. */
  pending: Uint8Array<ArrayBuffer> | null;
  manifest: Uint8Array<ArrayBuffer> | null;
}

/** Throws `FileTooLarge` when one file, or all files of a report together, are more than the line takes. */
export function checkSizes(sizes: number[], { file, report }: { file: number; report: number }): void {
  if (sizes.some((size) => size > file)) throw new FileTooLarge(file, "file-too-large");
  if (sizes.reduce((sum, size) => sum + size, 0) > report) throw new FileTooLarge(report, "report-too-large");
}

/** Seal and upload a file; see `Upload.run`. */
export const uploadFile = (file: Scrubbed, options: UploadOptions): Promise<AttachmentRef> => new Upload(file, options).run();

export class Upload {
  private journey: Journey | null = null;

  constructor(
    private readonly file: Scrubbed,
    private readonly options: UploadOptions,
  ) {}

  /**
   * Upload, and return what the report will say of the file. After a failure or an abort, another `run` goes on where this one stopped.
   * Throws `FileTooLarge` before anything is sent; `FileChanged` when the disk gives other bytes than were chosen, and
   * then nothing of it counts; `LineAway`, `LineRefused` (`no-room`, `too-large`, ...), `AbortError`.
   */
  async run(signal = this.options.signal): Promise<AttachmentRef> {
    const { line } = this.options;
    checkSizes([this.file.content.size], line.keys.limits);
    const options = { ...this.options, signal };
    for (let starts = 1; ; starts++) {
      try {
        return await this.parts(new Errand(line.way, options));
      } catch (error) {
        const differs = error instanceof LineRefused && error.code === "part-differs";
        if (differs || epochClosed(error) || error instanceof FileChanged) this.journey = null;
        if ((!differs && !epochClosed(error)) || starts === STARTS) throw error;
        if (!differs) await line.takeKeys(error instanceof LineRefused ? error : undefined, options);
      }
    }
  }

  private async parts(errand: Errand): Promise<AttachmentRef> {
    const { content } = this.file;
    const count = Math.max(1, Math.ceil(content.size / PART));
    const journey = (this.journey ??= this.begin());
    if (journey.pending) await this.put(errand, journey, journey.digests.length - 1, journey.pending);
    while (journey.digests.length < count) {
      const number = journey.digests.length;
      // The hash joins the journey with its part: a part that is left half sealed leaves no trace in it.
      const whole = journey.whole.clone();
      const sealed = await sealBlob(content.slice(number * PART, (number + 1) * PART), journey.key.recipient, whole);
      const name = await digest(sealed);
      [journey.whole, journey.pending] = [whole, sealed];
      journey.digests.push(name);
      await this.put(errand, journey, number, sealed);
    }
    return this.manifest(errand, journey);
  }

  private begin(): Journey {
    const { line, desk, rng } = this.options;
    return { id: rng(16), key: line.sealing(desk), whole: sha256.create(), digests: [], pending: null, manifest: null };
  }

  /** The manifest comes last and names every part; a file without one is no file, and is swept away. */
  private async manifest(errand: Errand, journey: Journey): Promise<AttachmentRef> {
    const { content, name, type, sha256: chosen } = this.file;
    const { id, key, digests: parts } = journey;
    const found = journey.whole.clone().digest();
    if (chosen && !same(found, chosen)) throw new FileChanged("the file changed while it was sent");
    const payload = manifestPayload({ name, type, size: content.size, sha256: found, parts });
    journey.manifest ??= await seal(payload, [key.recipient]);
    await errand.send(request(id, parts.length, key, journey.manifest));
    this.options.onProgress?.(content.size, content.size);
    return { id, parts: parts.length, digest: await digest(journey.manifest) };
  }

  private async put(errand: Errand, journey: Journey, number: number, sealed: Uint8Array<ArrayBuffer>): Promise<void> {
    const { size } = this.file.content;
    const [from, to] = [number * PART, Math.min(size, (number + 1) * PART)];
    const tell = (sent: number): void => { this.options.onProgress?.(Math.min(to, from + sent), size); };
    tell(0);
    await errand.send(request(journey.id, number, journey.key, sealed), tell);
    tell(to - from);
    journey.pending = null;
  }
}

const request = (id: Uint8Array, number: number, key: DeskKey, body: Uint8Array<ArrayBuffer>) =>
  ({
    method: "PUT",
    path: `/attachments/${hex(id)}/${String(number)}`,
    headers: { "Content-Type": "application/octet-stream", "Tocsin-Desk": key.desk, "Tocsin-Epoch": key.epoch },
    body,
  }) as const;

/** Seal one part as its own file, read step by step, and take its plaintext into the hash of the whole. */
async function sealBlob(part: Blob, recipient: string, whole: Journey["whole"]): Promise<Uint8Array<ArrayBuffer>> {
  let at = 0;
  const plain = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const step = await readBytes(part.slice(at, at + STEP));
      at += step.length;
      whole.update(step);
      if (step.length > 0) controller.enqueue(step);
      if (at >= part.size) controller.close();
    },
  });
  const sealed = await sealStream(plain, [recipient]);
  return collected(sealed, sealed.size(part.size));
}

async function collected(stream: ReadableStream<Uint8Array>, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const [bytes, reader] = [new Uint8Array(size), stream.getReader()];
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes.set(value, at);
    at += value.length;
  }
  if (at !== size) throw new FileChanged("the file has another size than when it was chosen");
  return bytes;
}
