/** The line that a page belongs to, and a report's way to it. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { unseal } from "../../src/tocsin/envelope/web/age.js";
import { hex } from "../../src/tocsin/envelope/web/bytes.js";
import { BadReport } from "../../src/tocsin/envelope/web/errors.js";
import type { LineKeys } from "../../src/tocsin/envelope/web/keys.js";
import { composeReport, type Post, unframe } from "../../src/tocsin/envelope/web/post.js";
import { derive } from "../../src/tocsin/envelope/web/receipt.js";
import { checkPayload } from "../../src/tocsin/envelope/web/report.js";
import { Line } from "../../src/tocsin/reporter/web/pages/line.js";
import { sendPost } from "../../src/tocsin/reporter/web/pages/sending.js";
import { FakeLine, type Fault, SEED } from "./lines.js";

let fake: FakeLine;
beforeEach(async () => {
  fake = await new FakeLine().start();
});
afterEach(() => fake.stop());

const secret = new Uint8Array(16).fill(5);
const rng = (size: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(size));
const TOLD = { concern: "ce-approach", language: "en", what: "A man asked for the duty roster." };

function compose(line: Line, told: Record<string, unknown> = TOLD): (keys: LineKeys, now: Date) => Promise<Post> {
  const { desk, charter, codes } = line.facts;
  return (keys, now) => composeReport(told, {}, { secret, keys, desk, charter, concerns: codes, now, rng });
}

async function told(body: Uint8Array | undefined): Promise<unknown> {
  return checkPayload(await unseal(unframe(body ?? new Uint8Array(0)).envelope, SEED))["report"];
}

describe("a report", () => {
  test("arrives sealed, under the id of its receipt", async () => {
    const line = await fake.open();
    const id = await sendPost(line, compose(line));
    expect(hex(id)).toBe(hex(derive(secret, line.keys.line).envelopeId));
    expect(await told(fake.posts[0]?.body)).toEqual(TOLD);
    expect(fake.posts[0]?.headers).toMatchObject({ "tocsin-desk": "main", "tocsin-epoch": fake.epoch, "tocsin-id": hex(id) });
    expect(fake.posts[0]?.headers["content-type"]).toBe("application/vnd.tocsin.post");
  });

  test.each<Fault>(["hang up", "hang up after storing", 500, 502, 503, 408])("after %s is the same report", async (fault) => {
    const line = await fake.open();
    fake.faults = [fault, fault];
    await sendPost(line, compose(line));
    expect(new Set(fake.posts.map(({ body }) => hex(body))).size).toBe(1);
  });

  test("is sealed again to the keys that a closed epoch names", async () => {
    const line = await fake.open();
    fake.faults = [fake.closed("2026-w48"), fake.closed("2026-w49")];
    await sendPost(line, compose(line));
    expect(fake.posts.length).toBe(1);
    expect(fake.posts[0]?.headers["tocsin-epoch"]).toBe("2026-w49");
    expect(await told(fake.posts[0]?.body)).toEqual(TOLD);
  });

  test("is sealed again to keys fetched anew when the week ended under an open page", async () => {
    const line = await fake.open();
    for (const key of line.keys.desks) key.sealUntil = new Date(0);
    await sendPost(line, compose(line));
    expect(fake.posts.length).toBe(1);
  });

  test("with faults is told before anything is sent", async () => {
    const line = await fake.open();
    await expect(sendPost(line, compose(line, { ...TOLD, what: "" }))).rejects.toBeInstanceOf(BadReport);
    expect(fake.posts).toEqual([]);
  });

  test.each<[Fault, string, number]>([
    ["hang up", "line-away", 8],
    [503, "503", 8],
    [{ status: 503, body: { error: "no-room" } }, "no-room", 8],
    [{ status: 413, body: { error: "too-large" } }, "too-large", 1],
    [{ status: 429, body: { error: "work-needed", challenge: 1 } }, "work-needed", 1],
    [{ status: 409, body: { error: "closed-epoch" } }, "closed-epoch", 3],
  ])("that %j meets for ever ends with %s", async (fault, code, tries) => {
    const line = await fake.open();
    const asked = fake.asked.length;
    fake.faults = Array.from({ length: 40 }, (_, i) => (code === "closed-epoch" && i % 2 === 1 ? null : fault));
    await expect(sendPost(line, compose(line))).rejects.toMatchObject({ code });
    expect(fake.asked.slice(asked).filter((path) => path.startsWith("POST")).length).toBe(tries);
  });

  test("is sent again over a connection that has died silently", async () => {
    const line = await fake.open();
    fake.faults = ["silence"];
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const sent = sendPost(line, compose(line));
      await vi.waitFor(() => { expect(fake.faults).toEqual([]); }, { interval: 5, timeout: 20_000 });
      vi.advanceTimersByTime(180_000);
      await sent;
    } finally {
      vi.useRealTimers();
    }
    expect(fake.posts.length).toBe(1);
  });

  test("can be stopped while it waits", async () => {
    const controller = new AbortController();
    const pause = (): Promise<void> => {
      controller.abort();
      return Promise.resolve();
    };
    const line = await fake.open({ pause });
    fake.faults = ["hang up"];
    await expect(sendPost(line, compose(line), { signal: controller.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(fake.posts).toEqual([]);
  });
});

describe("the line", () => {
  test("is asked for facts and keys, and nothing else", async () => {
    const line = await fake.open();
    expect(fake.asked).toEqual(["GET /.well-known/tocsin.json", "GET /keys.json"]);
    expect(line.facts).toEqual({ desk: "main", charter: "1", codes: new Set(["ce-approach", "ce-advice"]), languages: ["en"] });
    expect(line.sealing("main").epoch).toBe(fake.epoch);
  });

  test("is the one that the page names", async () => {
    const { root, line } = fake.facts as { root: string; line: string };
    const page = { documentElement: { dataset: { root, line } } } as unknown as Document;
    expect((await Line.ofPage(page, { origin: fake.origin })).facts.desk).toBe("main");
    const other = { documentElement: { dataset: { root, line: "00".repeat(16) } } } as unknown as Document;
    await expect(Line.ofPage(other, { origin: fake.origin })).rejects.toMatchObject({ code: "untrusted-line" });
  });

  test("with another root, another line's facts or an unsigned key is not trusted", async () => {
    const stranger = await new FakeLine().start();
    await expect(stranger.open({ origin: fake.origin })).rejects.toMatchObject({ code: "untrusted-line" });
    stranger.facts = fake.facts;
    await expect(fake.open({ origin: stranger.origin })).rejects.toMatchObject({ code: "untrusted-line" });
    await stranger.stop();
    await expect(fake.open({ root: "zz" })).rejects.toMatchObject({ code: "untrusted-line" });
    fake.faults = [null, { status: 200, body: { signature: "", signed: "" } }];
    await expect(fake.open()).rejects.toMatchObject({ code: "untrusted-line" });
  });

  test("whose facts are none is no line", async () => {
    fake.facts = { hello: 1 };
    await expect(fake.open()).rejects.toMatchObject({ code: "line-away" });
  });

  test("never goes back to older keys, whoever asks", async () => {
    fake.serial = 5;
    const line = await fake.open();
    fake.serial = 4;
    await expect(fake.open()).rejects.toMatchObject({ code: "untrusted-line" });
    fake.faults = [fake.closed("2026-w40", 3)];
    await expect(sendPost(line, compose(line))).rejects.toMatchObject({ code: "untrusted-line" });
    expect(fake.posts).toEqual([]);
    expect(line.keys.serial).toBe(5);
  });

  test("tells the time, since a cheap telephone's clock is often wrong", async () => {
    fake.shift = 400;
    const line = await fake.open();
    await sendPost(line, compose(line));
    expect(fake.posts.length).toBe(1);
    expect(Math.abs(line.now().getTime() - fake.now)).toBeLessThan(5000);
  });
});
