/** The English list is written shorter than its library has it, and says the same. */
import { expect, test } from "vitest";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { loadList } from "../../src/tocsin/envelope/web/lists.js";

test("every English word stands at its place", async () => {
  expect(await loadList("en")).toEqual(wordlist);
});
