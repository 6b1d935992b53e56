/** Files on their way to a line that misbehaves: parts and manifest arrive, open, and are never half a file. */
import { sha256 } from "@noble/hashes/sha2.js";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { unseal } from "../../src/tocsin/envelope/web/age.js";
import { concat, hex, utf8 } from "../../src/tocsin/envelope/web/bytes.js";
import { PART, readManifest } from "../../src/tocsin/envelope/web/attachment.js";
import type { AttachmentRef } from "../../src/tocsin/envelope/web/report.js";
import type { State } from "../../src/tocsin/reporter/web/pages/errand.js";
import { keep, scrub, type Scrubbed } from "../../src/tocsin/reporter/web/pages/scrub/scrub.js";
import { checkSizes, Upload, uploadFile, type UploadOptions } from "../../src/tocsin/reporter/web/pages/upload.js";
import { FakeLine, type Fault, SEED } from "./lines.js";
import { exif, jpeg, segment } from "./pictures.js";

vi.setConfig({ testTimeout: 60_000 }); // megabytes are sealed and opened, perhaps beside other work

let fake: FakeLine;
beforeEach(async () => {
  fake = await new FakeLine().start();
});
afterEach(() => fake.stop());

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);
let ids = 0;
const rng = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array(size).fill(++ids);

async function options(more: Partial<UploadOptions> = {}): Promise<UploadOptions> {
  return { line: await fake.open(), desk: "main", rng, ...more };
}

function bytes(size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  for (let i = 0; i < size; i += 997) whole[i] = i % 251;
  return whole;
}
const big = bytes(PART + 12_345);
const small = bytes(5000);
const file = (content: Uint8Array<ArrayBuffer>, name = "pier.bin"): Promise<Scrubbed> => keep(new File([content], name));

/** Open what the line has under a reference, as the desk will. */
async function arrived(ref: AttachmentRef): Promise<{ plain: Uint8Array; name: string; type: string }> {
  const at = (n: number): Uint8Array => fake.parts.get(`/attachments/${hex(ref.id)}/${String(n)}`)?.body ?? new Uint8Array(0);
  expect(hex(sha256(at(ref.parts)))).toBe(hex(ref.digest));
  const manifest = readManifest(await unseal(at(ref.parts), SEED));
  const parts = await Promise.all(manifest.parts.map((digest, n) => {
    expect(hex(sha256(at(n)))).toBe(hex(digest));
    return unseal(at(n), SEED);
  }));
  const plain = concat(...parts);
  expect(plain.length).toBe(manifest.size);
  expect(same(sha256(plain), manifest.sha256)).toBe(true);
  return { plain, name: manifest.name, type: manifest.type };
}

test.each([0, 1, PART - 1, PART, PART + 1])("a file of %i bytes arrives as it was", async (size) => {
  const content = bytes(size);
  const ref = await uploadFile(await file(content), await options());
  expect(ref.parts).toBe(Math.max(1, Math.ceil(size / PART)));
  const { plain, name } = await arrived(ref);
  expect([name, same(plain, content)]).toEqual(["pier.bin", true]);
});

test("a picture arrives clean, under a plain name, addressed to its desk and epoch", async () => {
  const dirty = jpeg([segment(0xe1, concat(utf8("Exif\0\0"), exif(1)))]);
  const ref = await uploadFile(await scrub(new File([dirty], "Rosa.jpg"), 2), await options());
  const { plain, name, type } = await arrived(ref);
  expect([name, type, same(plain, jpeg([]))]).toEqual(["file-2.jpg", "image/jpeg", true]);
  for (const { headers } of fake.parts.values()) {
    expect([headers["tocsin-desk"], headers["tocsin-epoch"]]).toEqual(["main", fake.epoch]);
    expect([headers.cookie, headers.referer]).toEqual([undefined, undefined]);
  }
});

test("the manifest comes last, and no part is asked for twice when all goes well", async () => {
  const ref = await uploadFile(await file(big), await options());
  const puts = fake.asked.filter((line) => line.startsWith("PUT"));
  expect(puts).toEqual([0, 1, 2].map((n) => `PUT /attachments/${hex(ref.id)}/${String(n)}`));
});

const TROUBLE: Fault[][] = [
  ["hang up"],
  ["hang up after storing"],
  [null, "hang up", "hang up after storing", 503],
  [null, null, "hang up after storing"],
  [502, 504, 500, 408],
  [{ status: 400, body: { error: "cut-short" } }],
];
test.each(TROUBLE.map((faults) => [JSON.stringify(faults), faults] as const))("%s costs nothing but time", async (_, faults) => {
  const states: State[] = [];
  const given = await options({ onState: (state) => states.push(state) });
  fake.faults = [...faults];
  const ref = await uploadFile(await file(big), given);
  expect(same((await arrived(ref)).plain, big)).toBe(true);
  expect(new Set(Array.from(fake.parts.keys(), (path) => path.split("/")[2])).size).toBe(1);
  expect(states).toContain("waiting");
  expect(states[states.length - 1]).toBe("sending");
});

test("a part that differs starts the file anew under a fresh id", async () => {
  const given = await options();
  fake.faults = [null, { status: 409, body: { error: "part-differs" } }];
  const ref = await uploadFile(await file(big), given);
  expect(same((await arrived(ref)).plain, big)).toBe(true);
  expect(new Set(Array.from(fake.parts.keys(), (path) => path.split("/")[2])).size).toBe(2);
});

test("a closed epoch starts the file anew with the keys of the answer", async () => {
  const given = await options();
  fake.faults = [null, fake.closed("2026-w48")];
  const ref = await uploadFile(await file(big), given);
  expect(same((await arrived(ref)).plain, big)).toBe(true);
  expect(fake.parts.get(`/attachments/${hex(ref.id)}/0`)?.headers["tocsin-epoch"]).toBe("2026-w48");
});

test("an epoch that closes for ever is said", async () => {
  const given = await options();
  fake.faults = Array.from({ length: 9 }, (_, i) => fake.closed("2026-w48", i + 2));
  await expect(uploadFile(await file(big), given)).rejects.toMatchObject({ code: "closed-epoch" });
});

describe("a run that failed goes on where it stopped", () => {
  test.each<[string, number, string | number]>([
    ["in the middle", 1, "hang up after storing"],
    ["at the manifest", 2, "hang up after storing"],
    ["for want of room", 0, 503],
  ])("%s", async (_, before, fault) => {
    const upload = new Upload(await file(big), await options());
    fake.faults = [...Array<null>(before).fill(null), ...Array<Fault>(8).fill(fault as Fault)];
    await expect(upload.run()).rejects.toMatchObject({ code: typeof fault === "number" ? "503" : "line-away" });
    fake.asked = [];
    const ref = await upload.run();
    expect(same((await arrived(ref)).plain, big)).toBe(true);
    expect(fake.asked.length).toBe(3 - before);
  });

  test("when it was stopped by the person", async () => {
    const controller = new AbortController();
    const upload = new Upload(await file(big), await options({ onProgress: (sent) => { if (sent > 0) controller.abort(); } }));
    await expect(upload.run(controller.signal)).rejects.toMatchObject({ name: "AbortError" });
    await expect(upload.run(controller.signal)).rejects.toMatchObject({ name: "AbortError" });
    const ref = await upload.run();
    expect(same((await arrived(ref)).plain, big)).toBe(true);
  });
});

describe("what is told with a code, and sends no more", () => {
  test.each<[string, Fault, string]>([
    ["no room", { status: 503, body: { error: "no-room" } }, "no-room"],
    ["too large", { status: 413, body: { error: "too-large" } }, "too-large"],
    ["a refusal", { status: 400, body: { error: "bad-header" } }, "bad-header"],
    ["another line's page", 404, "404"],
    ["work that nobody can do", { status: 429, body: { error: "work-needed", challenge: 1 } }, "work-needed"],
  ])("%s", async (_, fault, code) => {
    const given = await options();
    fake.faults = Array<Fault>(20).fill(fault);
    await expect(uploadFile(await file(small), given)).rejects.toMatchObject({ code });
    const tries = 20 - fake.faults.length;
    expect(tries).toBe(code === "no-room" ? 8 : 1);
    expect(fake.parts.size).toBe(0);
  });

  test("a file beyond the limits, before anything is sent", async () => {
    const given = await options();
    given.line.keys.limits.file = 1000;
    await expect(uploadFile(await file(small), given)).rejects.toMatchObject({ code: "file-too-large", most: 1000 });
    expect(fake.parts.size).toBe(0);
    expect(() => { checkSizes([600, 600], { file: 1000, report: 1000 }); }).toThrow("at most 1000 bytes");
    checkSizes([500, 500], { file: 1000, report: 1000 });
  });

  test("a clean picture whose file changed on the disk has no manifest", async () => {
    const given = await options();
    const scrubbed = await scrub(new File([jpeg([])], "a.jpg"), 1);
    scrubbed.content = new Blob([jpeg([]).map((byte, i) => (i === 40 ? byte ^ 1 : byte))]);
    await expect(uploadFile(scrubbed, given)).rejects.toMatchObject({ code: "file-changed" });
    expect(Array.from(fake.parts.keys(), (path) => path.split("/")[3])).toEqual(["0"]);
  });

  test("a file that the disk gives no more starts anew when it is chosen again", async () => {
    const given = await options();
    const gone = await file(small);
    const upload = new Upload(gone, given);
    const slice = (): Blob => Object.assign(new Blob(["x"]), { slice, arrayBuffer: () => Promise.reject(new Error("gone")) });
    gone.content = Object.assign(new Blob([small]), { slice });
    await expect(upload.run()).rejects.toMatchObject({ code: "file-changed" });
    expect(fake.parts.size).toBe(0);
    expect(same((await arrived(await uploadFile(await file(small), given))).plain, small)).toBe(true);
  });
});

test("work is done where it is asked for, and its proof serves the file", async () => {
  const solved: unknown[] = [];
  const work = (challenge: unknown): Promise<string> => {
    solved.push(challenge);
    return Promise.resolve(`proof-${String(solved.length)}`);
  };
  const states: State[] = [];
  const given = await options({ line: await fake.open({ work }), onState: (state) => states.push(state) });
  fake.faults = [{ status: 429, body: { error: "work-needed", challenge: { n: 1 } } }];
  const ref = await uploadFile(await file(big), given);
  expect([solved, states]).toEqual([[{ n: 1 }], ["working", "sending"]]);
  const proofs = Array.from(fake.parts.values(), ({ headers }) => headers["tocsin-work"]);
  expect(proofs).toEqual(Array(3).fill("proof-1"));
  await arrived(ref);
  fake.faults = Array<Fault>(20).fill({ status: 429, body: { error: "work-needed", challenge: { n: 2 } } });
  await expect(uploadFile(await file(big), given)).rejects.toMatchObject({ code: "work-needed" });
  expect(solved.length).toBe(7);
});

test.each<[string, Fault, string]>([
  ["work", { status: 429, body: { error: "work-needed", challenge: {} } }, "proof"],
  ["a closed epoch", { status: 409, body: { error: "closed-epoch" } }, "closed"],
])("%s that was asked for under a broken connection is heard", async (_, fault, meant) => {
  const given = await options({ line: await fake.open({ work: () => Promise.resolve("proof") }) });
  fake.asked = [];
  fake.faults = ["hang up", fault];
  const ref = await uploadFile(await file(big), given);
  expect(same((await arrived(ref)).plain, big)).toBe(true);
  const [first] = fake.parts.values();
  expect(first?.headers["tocsin-work"]).toBe(meant === "proof" ? "proof" : undefined);
  expect(fake.asked.filter((line) => line === "GET /keys.json").length).toBe(meant === "closed" ? 1 : 0);
});

test("progress is told in bytes and ends whole", async () => {
  const told: [number, number][] = [];
  await uploadFile(await file(big), await options({ onProgress: (sent, total) => told.push([sent, total]) }));
  expect(told[0]).toEqual([0, big.length]);
  expect(told[told.length - 1]).toEqual([big.length, big.length]);
  expect(told.map(([sent]) => sent)).toEqual(told.map(([sent]) => sent).sort((a, b) => a - b));
});
