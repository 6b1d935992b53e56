/** What a reporter says later, sealed in this browser: text and files, sent until they are stored, once however often. */
import { sha256 } from "@noble/hashes/sha2.js";
import { cleanText } from "../../../envelope/web/answers.js";
import { concat, hex, type Rng, utf8 } from "../../../envelope/web/bytes.js";
import { dumps } from "../../../envelope/web/canonical.js";
import { composeAddition } from "../../../envelope/web/additions.js";
import type { AttachmentRef } from "../../../envelope/web/report.js";
import type { ErrandOptions } from "./errand.js";
import { Line, type LineOptions } from "./line.js";
import type { Said } from "./said.js";
import { scrub } from "./scrub/scrub.js";
import { sendPost } from "./sending.js";
import { checkSizes, Upload } from "./upload.js";

/** Open the page's own line; see `Line.open`. */
export const openLine = (options: Partial<LineOptions>): Promise<Line> => Line.ofPage(document, options);

export interface AddOptions extends ErrandOptions {
  line: Line;
  /** The receipt's secret (16 bytes), and the desk that its newest reply names. */
  secret: Uint8Array;
  desk: string;
  rng: Rng;
  /** A file's number (from 1), and bytes of it that have left, of all. */
  onFile?: (number: number, sent: number, total: number) => void;
}

/** One form of the page. It remembers what has arrived, so that sending again costs nothing twice and adds nothing twice. */
export class Addition {
  private readonly once: Uint8Array;
  private readonly uploads = new Map<File, Upload>();
  private readonly refs = new Map<File, AttachmentRef>();

  constructor(rng: Rng) {
    this.once = rng(16);
  }

  /** Seal and send; stored when it returns. Throws what `Upload.run` and `sendPost` throw, and can be called again. */
  async send(said: Said, options: AddOptions): Promise<void> {
    const { line, secret, desk, rng } = options;
    checkSizes(said.files.map((file) => file.size), line.keys.limits);
    const attachments: AttachmentRef[] = [];
    for (const [i, file] of said.files.entries()) attachments.push(await this.upload(file, i + 1, options));
    const [kind, text] = [said.kind, cleanText(said.text)];
    const envelopeId = this.idOf(kind, text, attachments);
    await sendPost(
      line,
      (keys, now) => composeAddition(text, { kind, secret, keys, desk, attachments, envelopeId, now, rng }),
      options,
    );
  }

  private async upload(file: File, number: number, options: AddOptions): Promise<AttachmentRef> {
    const kept = this.refs.get(file);
    if (kept) return kept;
    let upload = this.uploads.get(file);
    if (!upload) {
      const onProgress = (sent: number, total: number): void => options.onFile?.(number, sent, total);
      upload = new Upload(await scrub(file, number), { ...options, onProgress });
      this.uploads.set(file, upload);
    }
    const ref = await upload.run(options.signal);
    this.refs.set(file, ref);
    return ref;
  }

  /** The same words and files of the same form have the same id, and so are the same addition. */
  private idOf(kind: string, text: string, attachments: AttachmentRef[]): Uint8Array {
    const told = dumps({ kind, text, files: attachments.map((ref) => hex(ref.id)), once: hex(this.once) });
    return sha256(concat(utf8("tocsin/once/v1"), told)).subarray(0, 16);
  }
}

