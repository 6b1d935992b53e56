/** Following a report in the browser: words, replies, days and what is added; the page itself is walked in a real browser. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { identityToRecipient } from "age-encryption";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { identityText, seal, unseal } from "../../src/tocsin/envelope/web/age.js";
import { concat, hex, utf8 } from "../../src/tocsin/envelope/web/bytes.js";
import { dumps } from "../../src/tocsin/envelope/web/canonical.js";
import { loadLists } from "../../src/tocsin/envelope/web/lists.js";
import { padTo } from "../../src/tocsin/envelope/web/padding.js";
import { unframe } from "../../src/tocsin/envelope/web/post.js";
import { derive, numbers, words } from "../../src/tocsin/envelope/web/receipt.js";
import { joined, type Reply, replyName, REPLY_PLAIN } from "../../src/tocsin/envelope/web/replies.js";
import { checkPayload } from "../../src/tocsin/envelope/web/report.js";
import { Addition } from "../../src/tocsin/reporter/web/pages/adding.js";
import { Errand } from "../../src/tocsin/reporter/web/pages/errand.js";
import { fetchReplies } from "../../src/tocsin/reporter/web/pages/fetching.js";
import { unsendable } from "../../src/tocsin/reporter/web/pages/said.js";
import { comeBack, writeDay } from "../../src/tocsin/reporter/web/pages/timeline.js";
import { readWords, WrongWords } from "../../src/tocsin/reporter/web/pages/words.js";
import { FakeLine, SEED } from "./lines.js";

const secret = new Uint8Array(16).fill(9);
const derived = derive(secret, new Uint8Array(16).fill(1));
const rng = (size: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(size));
const way = (origin: string) => ({ origin, pause: () => Promise.resolve(), work: () => Promise.reject(new Error("no work")) });

const reply = (number: number, text: string, more: Partial<Reply> = {}): Reply => ({
  ...{ number, day: "2026-11-24", desk: "main", state: "in work", language: "en", text, part: 1, parts: 1 },
  ...more,
});

async function sealed(told: Reply): Promise<Uint8Array<ArrayBuffer>> {
  const recipient = await identityToRecipient(identityText(derived.replySeed));
  return seal(padTo(dumps({ format: "tocsin/reply/v2", ...told }), REPLY_PLAIN), [recipient]);
}

describe("replies", () => {
  const lying = new Map<string, Uint8Array>();
  let server: Server;
  let asked: Uint8Array[] = [];
  let cut = 0;
  beforeEach(async () => {
    lying.clear();
    [asked, cut] = [[], 0];
    const size = (await sealed(reply(0, ""))).length;
    server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const body = Uint8Array.from(Buffer.concat(pieces));
        asked.push(body);
        const names = Array.from({ length: 8 }, (_, i) => hex(body.subarray(16 * i, 16 * i + 16)));
        response.end(concat(...names.map((name) => lying.get(name) ?? rng(size))).subarray(cut));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });
  afterEach(() => new Promise((done) => server.close(done)));

  const fetched = (): Promise<Reply[]> =>
    fetchReplies(derived, new Errand(way(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`)));
  const lay = async (told: Reply, as = told.number): Promise<void> => {
    lying.set(hex(replyName(derived.mailboxKey, as)), await sealed(told));
  };

  test("are asked for eight names at a time, and more than eight are all found", async () => {
    for (let number = 0; number < 11; number++) await lay(reply(number, `answer ${String(number)}`));
    expect((await fetched()).map((told) => told.text)).toEqual(Array.from({ length: 11 }, (_, i) => `answer ${String(i)}`));
    expect(asked.map((body) => body.length)).toEqual([128, 128]);
    expect(hex(concat(...asked)).includes(hex(secret))).toBe(false);
  });

  test("of words that belong to nothing are none", async () => {
    expect(await fetched()).toEqual([]);
  });

  test("that are damaged, or lie under another's name, are as if they were not there", async () => {
    await lay(reply(0, "received"));
    await lay(reply(2, "moved"), 1);
    expect((await fetched()).map((told) => told.text)).toEqual(["received"]);
  });

  test("in an answer of another size are none of a line", async () => {
    cut = 1;
    await expect(fetched()).rejects.toThrow("another size");
  });

  test("that were cut into parts are whole again", () => {
    const parts = [reply(0, ""), reply(1, "a", { parts: 3 }), reply(2, "b", { part: 2, parts: 3 }), reply(3, "c", { part: 3, parts: 3 })];
    expect(joined([...parts, reply(4, "d")]).map((told) => told.text)).toEqual(["", "abc", "d"]);
  });
});

describe("words", () => {
  test("of every list, and numbers, are read however they are pasted", async () => {
    const lists = Object.values(await loadLists());
    expect(lists.length).toBe(4);
    const english = words(secret, lists[0] ?? []);
    for (const typed of [...lists.map((list) => words(secret, list)), numbers(secret), ` ${english.toUpperCase()}\n`]) {
      expect(hex(await readWords(typed, ""))).toBe(hex(secret));
    }
  });

  test.each([
    ["", "count", []],
    ["one two", "count", []],
    [`${"abandon ".repeat(11)}qwertz`, "places", [12]],
    ["abandon ".repeat(12), "checksum", []],
    ["0001 ".repeat(12), "checksum", []],
    [`2049 ${"0001 ".repeat(11)}`, "places", [1]],
  ])("%j is %s", async (typed, code, places) => {
    const wrong = await readWords(typed, "").catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(WrongWords);
    expect(wrong).toMatchObject({ code, places });
  });
});

describe("days", () => {
  const clocks = { comeBack: 3, feedback: 60 };
  test.each([
    ["2026-01-01", "2026-01-01", "in work", "2026-01-10", { on: "2026-01-13", feedback: "2026-03-02" }],
    ["2026-01-01", "2026-01-12", "question", "2026-01-10", { on: "2026-01-15", feedback: "2026-03-02" }],
    ["2026-01-01", "2026-01-01", "in work", "2026-03-02", { on: "2026-03-05", feedback: "2026-03-02" }],
    ["2026-01-01", "2026-01-01", "in work", "2026-03-03", { on: "2026-03-06", feedback: null }],
    ["2026-01-01", "2026-01-01", "closed", "2026-01-10", { on: "2026-01-13", feedback: null }],
  ])("to come back after %s and %s, %s, on %s", (first, newest, state, now, wanted) => {
    expect(comeBack(first, newest, state, clocks, now)).toEqual(wanted);
  });

  test("are written as people of a language do, whatever the time zone", () => {
    expect(writeDay("2026-11-24", "en")).toBe("November 24, 2026");
    expect(writeDay("2026-11-24", "zh-Hans")).toBe("2026年11月24日");
  });
});

describe("an addition", () => {
  const file = new File([utf8("content")], "rosa.txt", { type: "text/plain" });
  let fake: FakeLine;
  beforeEach(async () => {
    fake = await new FakeLine().start();
  });
  afterEach(() => fake.stop());

  test("says what it is, and is the same addition when it is sent again", async () => {
    const addition = new Addition(rng);
    const options = { line: await fake.open(), secret, desk: "main", rng };
    const said = { kind: "protection", text: "they know\r\nme", files: [file] } as const;
    fake.faults = [null, null, 404];
    await expect(addition.send({ ...said, files: [file] }, options)).rejects.toThrow();
    await addition.send({ ...said, files: [file] }, options);
    expect(fake.parts.size).toBe(2);
    const [stored] = fake.posts;
    const value = checkPayload(await unseal(unframe(stored?.body ?? new Uint8Array()).envelope, SEED));
    expect(value).toMatchObject({ kind: "protection", text: "they know\nme", format: "tocsin/addition/v2" });
    await addition.send({ ...said, files: [file] }, options);
    await addition.send({ ...said, text: "changed", files: [file] }, options);
    const ids = fake.posts.map((post) => post.headers["tocsin-id"]);
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toBe(ids[1]);
  });

  test.each([
    ["addition", "", 0, "empty"],
    ["addition", " \n", 0, "empty"],
    ["addition", "", 1, null],
    ["withdrawal", "", 0, null],
    ["retaliation", "x".repeat(200_001), 0, "long"],
    ["protection", "港".repeat(200_000), 0, null],
  ] as const)("%s of some text and files can be sent or not", (kind, text, files, wanted) => {
    expect(unsendable({ kind, text, files: files ? [file] : [] })).toBe(wanted);
  });
});
