/** The form's pure parts: the rest of it is tested in a real browser. */
import { expect, test } from "vitest";
import { loadLists } from "../../src/tocsin/envelope/web/lists.js";
import { numbers, parseReceipt, words } from "../../src/tocsin/envelope/web/receipt.js";
import { written } from "../../src/tocsin/reporter/web/pages/done.js";
import { filled, size } from "../../src/tocsin/reporter/web/pages/parts.js";

const SECRET = Uint8Array.from({ length: 16 }, (_, i) => i * 7);

test("a text keeps its places for values, and what has no value stays as it is", () => {
  expect(filled("“{name}” of {size}", { name: "a {size} b", size: "2" })).toBe("“a {size} b” of 2");
  expect(filled("{unknown} {name}", { name: "$& $1" })).toBe("{unknown} $& $1");
});

test("sizes are written as people of a language read them", () => {
  expect(size(1536, "en")).toBe("1.5 KiB");
  expect(size(100 * 1024 * 1024, "zh-Hans")).toBe("100 MiB");
});

for (const language of ["en", "fr", "es", "zh-Hans"]) {
  test(`a saved receipt in ${language} can be read back, word by word and number by number`, async () => {
    const lists = await loadLists();
    const list = lists[language] ?? null;
    const lines = written({ secret: SECRET, list }, "2026-11-28").split("\n");
    expect(parseReceipt(lines.slice(0, 12).join("\n"), lists, language)).toEqual(SECRET);
    expect(lines.slice(12)).toEqual(["", numbers(SECRET), "", "2026-11-28", ""]);
    expect(lines[0]?.trim().split(/\s+/)).toEqual(["1", words(SECRET, list ?? []).split(" ")[0]]);
  });
}

test("without a list the numbers alone are saved", () => {
  expect(written({ secret: SECRET, list: null }, "2026-11-28")).toBe(`\n${numbers(SECRET)}\n\n2026-11-28\n`);
});
