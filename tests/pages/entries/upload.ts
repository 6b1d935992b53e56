/** For `test_upload_browser.py`: what the form will do with a chosen file, and what it would show meanwhile. */
import { hex, type Rng } from "../../../src/tocsin/envelope/web/bytes.js";
import type { State } from "../../../src/tocsin/reporter/web/pages/errand.js";
import { Line } from "../../../src/tocsin/reporter/web/pages/line.js";
import { scrub } from "../../../src/tocsin/reporter/web/pages/scrub/scrub.js";
import { Upload } from "../../../src/tocsin/reporter/web/pages/upload.js";

const rng: Rng = (size) => crypto.getRandomValues(new Uint8Array(size));

interface Shown {
  sent: number[];
  states: State[];
  /** Longest time in milliseconds in which the page could not answer a finger. */
  frozen: number;
  milliseconds: number;
  ref: { id: string; parts: number; digest: string } | null;
  error: string;
}
const shown: Shown = { sent: [], states: [], frozen: 0, milliseconds: 0, ref: null, error: "" };

async function start(): Promise<void> {
  const file = document.querySelector<HTMLInputElement>("#probe")?.files?.[0];
  if (!file) throw new Error("no file was chosen");
  const began = performance.now();
  const line = await Line.ofPage(document);
  const upload = new Upload(await scrub(file, 1), {
    line,
    desk: "main",
    rng,
    onProgress: (sent) => shown.sent.push(sent),
    onState: (state) => shown.states.push(state),
  });
  const { id, parts, digest } = await upload.run();
  shown.milliseconds = performance.now() - began;
  shown.ref = { id: hex(id), parts, digest: hex(digest) };
}

function watchFreezing(): void {
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    shown.frozen = Math.max(shown.frozen, now - last);
    last = now;
  }, 10);
}

Object.assign(window, {
  shown,
  begin: () => {
    watchFreezing();
    start().catch((error: unknown) => { shown.error = String(error); });
  },
});
