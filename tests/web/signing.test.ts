import { describe, expect, it } from "vitest";
import { acts, isKnown } from "../../src/tocsin/desk/web/signing-meaning.js";
import { isWord, words } from "../../src/tocsin/desk/web/signing-words.js";
import type { Json } from "../../src/tocsin/envelope/web/canonical.js";

const KEY = { public: "AAAA", credential: "" };
const ARGUMENTS: Record<string, Record<string, Json>> = {
  enrol: { role: "officer", compartments: ["tide"], key: KEY },
  role: { role: "supervisor" },
  compartments: { compartments: [] },
  key: { key: KEY },
  "end-key": { key: "00" },
  end: {},
  compartment: { compartment: "tide" },
  "end-recusal": {},
  export: { recipient: "age1pq1" },
  refer: { to: "north" },
  "refer-now": { to: "north", words: "" },
  return: { words: "look" },
  "export-rewrite": { recipient: "age1pq1", paper: "00", version: 1 },
};
const wanted = (act: string, words: Record<string, Json>): { act: string; reason: string; arguments: Record<string, Json> } =>
  ({ act, reason: "because", arguments: words });

describe("what an own key signs", () => {
  it("has words for every act, and both languages put the same names in", () => {
    expect(Object.keys(acts).filter((act) => !isWord(`act-${act}`))).toEqual([]);
    const named = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();
    for (const [english, chinese] of Object.values(words)) expect(named(chinese)).toEqual(named(english));
  });

  it.each(Object.keys(acts))("%s is known as it is, and with one word more, less or of another kind is not", (act) => {
    const told = ARGUMENTS[act] ?? {};
    expect(isKnown(wanted(act, told))).toBe(true);
    expect(isKnown(wanted(act, { ...told, besides: "x" }))).toBe(false);
    for (const [name, value] of Object.entries(told)) {
      expect(isKnown(wanted(act, Object.fromEntries(Object.entries(told).filter(([other]) => other !== name))))).toBe(false);
      expect(isKnown(wanted(act, { ...told, [name]: typeof value === "string" ? 1 : "x".repeat(3) }))).toBe(false);
    }
  });

  it("knows no act that it has no words for", () => {
    for (const act of ["", "unsaid", "constructor", "__proto__"]) expect(isKnown(wanted(act, {}))).toBe(false);
  });
});
