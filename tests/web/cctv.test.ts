/** typage passes the public age vectors that use keys: so that what our browser side builds on is what it says it is. */
import * as cctv from "cctv-age";
import { armor, Decrypter } from "age-encryption";
import { sha256 } from "@noble/hashes/sha2.js";
import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { fromUtf8, hex } from "../../src/tocsin/envelope/web/bytes.js";

interface Vector {
  head: Map<string, string[]>;
  file: Uint8Array;
}

function parse(data: Uint8Array): Vector {
  const end = Buffer.from(data).indexOf("\n\n");
  const head = new Map<string, string[]>();
  for (const line of fromUtf8(data.subarray(0, end)).split("\n")) {
    const at = line.indexOf(": ");
    head.set(line.slice(0, at), [...(head.get(line.slice(0, at)) ?? []), line.slice(at + 2)]);
  }
  const rest = data.subarray(end + 2);
  return { head, file: head.has("compressed") ? new Uint8Array(inflateSync(rest)) : Uint8Array.from(rest) };
}

const named = Object.entries(cctv as Record<string, Uint8Array>).filter(([name]) => name !== "default");

test.each(named)("%s", async (_name, data) => {
  const { head, file } = parse(data);
  const decrypter = new Decrypter();
  for (const passphrase of head.get("passphrase") ?? []) decrypter.addPassphrase(passphrase);
  const expected = head.get("expect")?.[0];
  let plain: Uint8Array | undefined;
  try {
    for (const identity of head.get("identity") ?? []) decrypter.addIdentity(identity);
    const sealed = head.has("armored") ? armor.decode(new TextDecoder().decode(file)) : Uint8Array.from(file);
    plain = await decrypter.decrypt(sealed);
  } catch {
    plain = undefined;
  }
  expect(plain !== undefined).toBe(expected === "success");
  if (plain) expect(hex(sha256(plain))).toBe(head.get("payload")?.[0]);
});

test("there are as many vectors as there were", () => {
  expect(named.length).toBeGreaterThanOrEqual(140);
});
