/** Work in a flood: the common corpus, stopping, progress, and paying against a small line that asks for it. */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createChallenge, HmacAlgorithm, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { afterEach, expect, test } from "vitest";
import { unbase64, fromUtf8 } from "../../src/tocsin/reporter/web/envelope/bytes.js";
import { HEADER, Paying, readChallenge, solve } from "../../src/tocsin/reporter/web/pages/work.js";

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

let server: Server | undefined;
afterEach(() => { server?.close(); });

/** A line that gives each answer once, and keeps what it was sent. */
async function line(answers: [number, unknown][]): Promise<{ url: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  server = createServer((request, response) => {
    seen.push(request);
    const [status, body] = answers.shift() ?? [201, {}];
    if (status === 0) return void request.socket.destroy();
    request.resume().on("end", () => { response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body)); });
  });
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, seen };
}
const asks: [number, unknown] = [429, { error: "work-needed", challenge: good }];
const init = { method: "POST", body: "sealed", headers: { "Tocsin-Id": "00" } };

test("a request that is asked for work is sent again with it, and the next one brings it along", async () => {
  const { url, seen } = await line([asks]);
  const paying = new Paying();
  expect((await paying.fetch(url, init)).status).toBe(201);
  expect((await paying.fetch(url, init)).status).toBe(201);
  const proof = first.header;
  expect(seen.map((r) => r.headers[HEADER.toLowerCase()])).toEqual([undefined, proof, proof]);
  expect(seen.map((r) => r.headers["tocsin-id"])).toEqual(["00", "00", "00"]);
});

test("any other answer is the caller's, another 429 too", async () => {
  for (const other of [[503, {}], [429, "a proxy's"], [429, { error: "slow down" }]] as [number, unknown][]) {
    const { url } = await line([other]);
    expect((await new Paying().fetch(url, init)).status).toBe(other[0]);
    server?.close();
  }
});

test("a line that is never content is told so after some work", async () => {
  const { url, seen } = await line(Array.from({ length: 20 }, () => asks));
  expect((await new Paying().fetch(url, init)).status).toBe(429);
  expect(seen.length).toBe(7);
});

test("a question that a broken connection swallowed is asked for again with an empty body", async () => {
  const { url, seen } = await line([[0, {}], asks]);
  expect((await new Paying().fetch(url, init)).status).toBe(201);
  expect(seen.map((r) => [r.headers["content-length"], HEADER.toLowerCase() in r.headers])).toEqual([
    ["6", false],
    ["0", false],
    ["6", true],
  ]);
});

test("a connection that only broke is the caller's to try again", async () => {
  const { url, seen } = await line([[0, {}], [400, {}]]);
  await expect(new Paying().fetch(url, init)).rejects.toBeInstanceOf(TypeError);
  expect(seen.length).toBe(2);
  server?.close();
  await expect(new Paying().fetch(url, init)).rejects.toBeInstanceOf(TypeError);
});
