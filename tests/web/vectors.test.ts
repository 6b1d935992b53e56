/** The common corpus, in TypeScript. `tests/vectors/test_vectors.py` runs the same files. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sha256 } from "@noble/hashes/sha2.js";
import { seal, unseal } from "../../src/tocsin/envelope/web/age.js";
import { clean } from "../../src/tocsin/envelope/web/answers.js";
import { requestBytes, shiftBytes } from "../../src/tocsin/desk/web/shift.js";
import { approvalBytes, nameOf, proposalBytes, readApproval, readProposal } from "../../src/tocsin/desk/web/together.js";
import { base64, hex, unbase64, unhex } from "../../src/tocsin/envelope/web/bytes.js";
import { dumps, loads } from "../../src/tocsin/envelope/web/canonical.js";
import { BadReport } from "../../src/tocsin/envelope/web/errors.js";
import { readKeys, sealing } from "../../src/tocsin/envelope/web/keys.js";
import { loadLists } from "../../src/tocsin/envelope/web/lists.js";
import { pad, unpad } from "../../src/tocsin/envelope/web/padding.js";
import { composeAddition } from "../../src/tocsin/envelope/web/additions.js";
import { composeReport, frame, unframe } from "../../src/tocsin/envelope/web/post.js";
import { claimPublic, derive, numbers, parseReceipt, replyRecipient, words } from "../../src/tocsin/envelope/web/receipt.js";
import { manifestPayload, readManifest } from "../../src/tocsin/envelope/web/attachment.js";
import { readReply, replyName } from "../../src/tocsin/envelope/web/replies.js";
import { checkPayload, KINDS } from "../../src/tocsin/envelope/web/report.js";
import { custodianShares, openSlip } from "../../src/tocsin/envelope/web/slip.js";

/** Every field that some vector has; a missing one is a mistake of the corpus and fails where it is read. */
interface Vector {
  expect: string;
  typed: string;
  language?: string;
  secret: string;
  numbers: string;
  words: Record<string, string>;
  line: string;
  envelope_id: string;
  mailbox_key: string;
  reply_seed: string;
  claim_public: string;
  reply_recipient: string;
  reply_names: string[];
  length: number;
  padded: number;
  padded_bytes: string;
  text: string;
  desk: string;
  file: string;
  root: string;
  serial: number;
  seed: string;
  sha256: string;
  plain: string;
  slip: string;
  pair: [string, string];
  seeds: Record<string, string>;
  identity: Record<string, string>;
  body: string;
  envelope: string;
  name: string;
  sealed: string;
  raw: Record<string, unknown>;
  answers: Record<string, unknown>;
  faults: string[];
  form: "request" | "shift" | "proposal" | "approval";
}
const load = (name: string): Vector[] =>
  JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8")) as Vector[];

/** Run an act that must give what the vector expects: an answer, or an error of that name. */
async function outcome<T>(v: Vector, act: () => T | Promise<T>): Promise<T | undefined> {
  try {
    const answer = await act();
    expect(v.expect).toBe("opens");
    return answer;
  } catch (error) {
    if (v.expect === "opens" || !(error instanceof Error)) throw error;
    if (v.expect !== "refused") expect(error.name).toBe(v.expect);
    return undefined;
  }
}

function corpus(name: string, run: (v: Vector) => Promise<void>): void {
  describe(name, () => {
    load(name).forEach((v, i) => {
      test(`${String(i)} ${v.expect}`, () => run(v));
    });
  });
}

const lists = await loadLists();

corpus("receipt", async (v) => {
  const secret = await outcome(v, () => parseReceipt(v.typed, lists, v.language));
  if (!secret) return;
  expect(hex(secret)).toBe(v.secret);
  expect(numbers(secret)).toBe(v.numbers);
  for (const [language, text] of Object.entries(v.words)) expect(words(secret, lists[language] ?? [])).toBe(text);
});

describe("derive", () => {
  for (const [i, v] of load("derive").entries()) {
    test(String(i), async () => {
      const d = derive(unhex(v.secret, 16), unhex(v.line, 16));
      expect(hex(d.envelopeId)).toBe(v.envelope_id);
      expect(hex(d.mailboxKey)).toBe(v.mailbox_key);
      expect(hex(d.replySeed)).toBe(v.reply_seed);
      expect(hex(claimPublic(d))).toBe(v.claim_public);
      expect(await replyRecipient(d)).toBe(v.reply_recipient);
      expect([0, 1, 8, 2 ** 32 - 1].map((n) => hex(replyName(d.mailboxKey, n)))).toEqual(v.reply_names);
    });
  }
});

corpus("padding", async (v) => {
  if (v.expect === "opens") expect(pad(new Uint8Array(v.length)).length).toBe(v.padded);
  else await outcome(v, () => unpad(unbase64(v.padded_bytes)));
});

corpus("canonical", async (v) => {
  const value = await outcome(v, () => loads(unbase64(v.text)));
  if (value) expect(base64(dumps(value))).toBe(v.text);
});

/** The browser writes all four, and reads the two that it shows before they are signed; the opener reads them all. */
const rewritten: Record<Vector["form"], (text: Uint8Array) => Uint8Array<ArrayBuffer>> = {
  request: (text) => {
    const { verb, officer, counter, time, ...asked } = loads(text) as Record<string, string> & { counter: never };
    return requestBytes(verb ?? "", { officer: officer ?? "", counter }, asked, Date.parse(time ?? ""));
  },
  shift: (text) => {
    const told = loads(text) as Record<"officer" | "session" | "nonce" | "expires", string>;
    return shiftBytes(told.officer, told.session, told.nonce, told.expires);
  },
  proposal: (text) => proposalBytes(readProposal(text)),
  approval: (text) => approvalBytes(readApproval(text)),
};

corpus("signed", async (v) => {
  if (v.expect !== "opens" && (v.form === "request" || v.form === "shift")) return;
  const bytes = await outcome(v, () => rewritten[v.form](unbase64(v.text)));
  if (bytes) expect([base64(bytes), await nameOf(bytes)]).toEqual([v.text, v.name]);
});

corpus("keys", async (v) => {
  const keys = await outcome(v, () => readKeys(unbase64(v.file), unhex(v.root, 32)));
  if (keys) expect(keys.serial).toBe(v.serial);
});

corpus("sealed", async (v) => {
  const plain = await outcome(v, () => unseal(unbase64(v.file), unhex(v.seed, 32)));
  if (plain) expect(hex(sha256(plain))).toBe(v.sha256);
});

corpus("payload", async (v) => {
  const value = await outcome(v, () => checkPayload(unbase64(v.plain)));
  if (value) expect(base64(pad(dumps(value)))).toBe(v.plain);
});

corpus("slip", async (v) => {
  const [first, second] = v.pair;
  const identity = await outcome(v, async () => {
    const slip = unbase64(v.slip);
    const seeds = v.seeds;
    const one = (await custodianShares(slip, first, unhex(seeds[first], 32))).get(second) ?? new Uint8Array(32);
    const two = (await custodianShares(slip, second, unhex(seeds[second], 32))).get(first) ?? new Uint8Array(32);
    return openSlip(slip, one, two);
  });
  if (identity) expect(identity).toEqual(v.identity);
});

corpus("post", async (v) => {
  const post = await outcome(v, () => unframe(unbase64(v.body)));
  if (!post) return;
  expect(base64(post.envelope)).toBe(v.envelope);
  expect(base64(frame(post.envelope, post.slip))).toBe(v.body);
});

corpus("manifest", async (v) => {
  const manifest = await outcome(v, () => readManifest(unbase64(v.plain)));
  if (!manifest) return;
  expect(manifest.name).toBe(v.name);
  expect(base64(manifestPayload(manifest))).toBe(v.plain);
});

corpus("reply", async (v) => {
  const reply = await outcome(v, () => readReply(unbase64(v.plain)));
  if (!reply) return;
  expect([reply.text, reply.desk]).toEqual([v.text, v.desk]);
  expect(base64(await unseal(unbase64(v.sealed), unhex(v.seed, 32)))).toBe(v.plain);
});

corpus("answers", async (v) => {
  if (v.expect === "opens") {
    expect(clean(v.raw)).toEqual(v.answers);
    return;
  }
  await outcome(v, () => {
    try {
      return clean(v.raw);
    } catch (error) {
      if (error instanceof BadReport) expect(error.faults.map((f) => `${f.field}: ${f.code}`).sort()).toEqual(v.faults);
      throw error;
    }
  });
});

describe("composing", () => {
  const keysVector = load("keys").find((v) => v.expect === "opens");
  const sealedVector = load("sealed")[0];
  const rng = (size: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(size));
  const now = new Date("2026-11-24T12:00:00Z");

  test("a report and an addition open at the desk, look alike, and hold no secret", async () => {
    if (!keysVector || !sealedVector) throw new Error("vectors are missing");
    const keys = readKeys(unbase64(keysVector.file), unhex(keysVector.root, 32));
    const seed = unhex(sealedVector.seed, 32);
    const secret = rng(16);
    const told = { concern: "ce-x", language: "en", what: "told 说" };
    const options = { secret, keys, desk: "main", now, rng };
    const report = await composeReport(told, { name: "Rosa" }, { ...options, charter: "1" });
    const anonymous = await composeReport(told, {}, { ...options, charter: "1" });
    const additions = await Promise.all(KINDS.map((kind) => composeAddition("later", { ...options, kind })));
    expect(report.body.length).toBe(anonymous.body.length);
    for (const addition of additions) expect(addition.body.length).toBe(report.body.length);
    for (const post of [report, ...additions]) {
      const { envelope, slip } = unframe(post.body);
      const value = checkPayload(await unseal(envelope, seed));
      expect(value.slip).toBe(hex(sha256(slip)));
      expect(JSON.stringify(value)).not.toContain(hex(secret));
    }
    expect(report.epoch).toBe(sealing(keys, "main", now).epoch);
    await expect(composeReport({}, {}, { ...options, charter: "1" })).rejects.toThrow("concern: required");
    const late = { ...options, charter: "1", now: new Date("2027-11-24T12:00:00Z") };
    await expect(composeReport(told, {}, late)).rejects.toThrow("no key");
  });

  test("sealing to a recipient that is none fails", async () => {
    await expect(seal(new Uint8Array(1), ["age1pq1nobody"])).rejects.toThrow();
  });
});
