/** Work in a flood: the common corpus, progress, stopping, and ALTCHA's own library. */
import { readFileSync } from "node:fs";
import { createChallenge, HmacAlgorithm, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { expect, test } from "vitest";
import { unbase64, fromUtf8 } from "../../src/tocsin/envelope/web/bytes.js";
import { readChallenge, solve } from "../../src/tocsin/reporter/web/pages/work.js";

interface Vector {
  expect: string;
  challenge: { parameters: Record<string, unknown>; signature: string };
  counter: number;
  header: string;
}
const corpus = JSON.parse(readFileSync(new URL("../../vectors/work.json", import.meta.url), "utf8")) as Vector[];
const [first] = corpus;
if (first === undefined) throw new Error("the corpus is empty");
const good = first.challenge;

test.each(corpus.map((v, i) => [i, v] as const))("vector %i", async (_, v) => {
  if (v.expect === "opens") expect(await solve(v.challenge)).toBe(v.header);
  else await expect(solve(v.challenge)).rejects.toMatchObject({ name: v.expect });
});

test("progress goes up to the end and never beyond", async () => {
  const seen: number[] = [];
  await solve(good, { progress: (done) => seen.push(done) });
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(Math.max(...seen)).toBeLessThanOrEqual(1);
});

test("it stops when it is told to, before and in the middle", async () => {
  const endless = { ...good, parameters: { ...good.parameters, nonce: "11".repeat(16), data: { door: "sealed", most: 10_000_000 } } };
  await expect(solve(endless, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  const controller = new AbortController();
  const running = solve(endless, { signal: controller.signal, progress: () => { controller.abort(); } });
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
});

test("ALTCHA's own library finds our solution of its challenge good", async () => {
  const secrets = { hmacSignatureSecret: "ask", hmacKeySignatureSecret: "answer", hmacAlgorithm: HmacAlgorithm.SHA_256 };
  const expiresAt = Math.floor(Date.now() / 1000) + 60;
  const data = { door: "sealed", most: 50 } as never; // nested data is signed as the rest, but not in their types
  const asked = await createChallenge({ algorithm: "PBKDF2/SHA-256", cost: 500, counter: 30, deriveKey, expiresAt, data, ...secrets });
  expect(readChallenge(asked).most).toBe(50);
  const proof = JSON.parse(fromUtf8(unbase64(await solve(asked)))) as { solution: { counter: number; derivedKey: string } };
  expect(proof.solution.counter).toBe(30);
  expect((await verifySolution({ challenge: asked, solution: proof.solution, deriveKey, ...secrets })).verified).toBe(true);
});

test("a lane that others leave behind still comes to its answer", async () => {
  const derive = crypto.subtle.deriveBits.bind(crypto.subtle);
  let asked = 0;
  const unfair = async (...given: Parameters<typeof derive>): Promise<ArrayBuffer> => {
    const slow = asked++ % 4 === 1; // the second lane, as long as each takes its turn
    if (slow) await new Promise((done) => setTimeout(done, 50));
    return derive(...given);
  };
  const subtle = Object.getPrototypeOf(crypto.subtle) as { deriveBits: typeof derive };
  const before = subtle.deriveBits;
  subtle.deriveBits = unfair;
  try {
    const data = { door: "sealed", most: 40 } as never;
    const expiresAt = Math.floor(Date.now() / 1000) + 60;
    const challenge = await createChallenge({
      algorithm: "PBKDF2/SHA-256", cost: 500, counter: 38, deriveKey, expiresAt, data,
      hmacSignatureSecret: "ask", hmacKeySignatureSecret: "answer", hmacAlgorithm: HmacAlgorithm.SHA_256,
    });
    const proof = JSON.parse(fromUtf8(unbase64(await solve(challenge)))) as { solution: { counter: number } };
    expect(proof.solution.counter).toBe(38);
  } finally {
    subtle.deriveBits = before;
  }
});
