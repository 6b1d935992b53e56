/** What `make bench-pages` runs in a browser: the envelope's own code, without any page around it. */
import { sealStream } from "../src/tocsin/envelope/web/age.js";
import { type Rng, utf8 } from "../src/tocsin/envelope/web/bytes.js";
import { readKeys, sealing } from "../src/tocsin/envelope/web/keys.js";
import { composeReport } from "../src/tocsin/envelope/web/post.js";

const rng: Rng = (size) => crypto.getRandomValues(new Uint8Array(size));

declare global {
  interface Window {
    sealReports: (keys: string, root: number[], text: string, times: number) => Promise<number[]>;
    sealBytes: (keys: string, root: number[], size: number) => Promise<number>;
  }
}

/** Milliseconds of each sealing: keys verified, report and slip composed and sealed. */
window.sealReports = async (keys, root, text, times) => {
  const found: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    const read = readKeys(utf8(keys), Uint8Array.from(root));
    const told = { concern: "ce-cyber", language: "en", what: text };
    await composeReport(told, {}, { secret: rng(16), keys: read, desk: "main", charter: "1", now: new Date(), rng });
    found.push(performance.now() - began);
  }
  return found;
};

/** Milliseconds in which so many bytes of a stream are sealed. */
window.sealBytes = async (keys, root, size) => {
  const { recipient } = sealing(readKeys(utf8(keys), Uint8Array.from(root)), "main", new Date());
  const plain = new Blob([new Uint8Array(size)]).stream();
  const began = performance.now();
  const reader = (await sealStream(plain, [recipient])).getReader();
  while (!(await reader.read()).done);
  return performance.now() - began;
};
