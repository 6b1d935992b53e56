/** Lists that are written shorter than their library has them say the same. */
import { expect, test } from "vitest";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as chinese } from "@scure/bip39/wordlists/simplified-chinese.js";
import { loadList } from "../../src/tocsin/envelope/web/lists.js";

test.each([["en", english], ["zh-Hans", chinese]])("every word of %s stands at its place", async (language, words) => {
  expect(await loadList(language)).toEqual(words);
});
