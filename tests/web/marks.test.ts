import { describe, expect, it } from "vitest";
import { moved, ofPieces } from "../../src/tocsin/desk/web/marks.js";

const text = "He left at 21:47, and I was the only one.";
const marks = ofPieces([
  { text: "He left at ", why: "" },
  { text: "21:47", why: "time" },
  { text: ", and ", why: "" },
  { text: "I was the only", why: "only one" },
  { text: " one.", why: "" },
]);
const words = (of: string, found = marks): string[] => found.map(({ start, end }) => of.slice(start, end));

describe("marks in a text that changes", () => {
  it("lie where the pieces had a reason", () => {
    expect(words(text)).toEqual(["21:47", "I was the only"]);
  });

  it.each([
    ["words before both", "At night h" + text.slice(1), ["21:47", "I was the only"]],
    ["words between them", text.replace("and", "and then"), ["21:47", "I was the only"]],
    ["words behind both", text + " Truly.", ["21:47", "I was the only"]],
    ["a mark that is changed", text.replace("21:47", "21:4"), ["I was the only"]],
    ["a mark that is taken out", text.replace("I was the only one", "few knew"), ["21:47"]],
    ["what follows a mark at once", text.replace("21:47", "21:475"), ["21:47", "I was the only"]],
    ["all of it", "", []],
    ["nothing", text, ["21:47", "I was the only"]],
  ])("stay right after an edit of %s", (_name, after, expected) => {
    expect(words(after, moved(marks, text, after))).toEqual(expected);
  });

  it("count an emoji as two, as fields do", () => {
    expect(words("😀 7 pm", ofPieces([{ text: "😀 ", why: "" }, { text: "7 pm", why: "time" }]))).toEqual(["7 pm"]);
  });
});
