/** The answers of a report, cleaned into the one spelling that Python's `envelope/answers.py` writes. */
import { BadReport, type Fault } from "./errors.js";

const LONGEST: Record<string, number> = { what: 200_000, where: 20_000, when: 20_000, how_known: 20_000, about: 20_000 };
const REQUIRED = ["concern", "language", "what"];
const CODES: Record<string, RegExp> = { concern: /^[a-z][a-z0-9-]{0,47}$/, area: /^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$/ };
const CHOICES: Record<string, string[]> = { ongoing: ["yes", "no", "unknown"], may_ask: ["yes", "no"] };
const KNOWN = [...REQUIRED, "where", "when", "how_known", "ongoing", "may_ask", "answers", "about", "area"];
// With the `u` flag a surrogate matches only where it stands alone; a look-behind would take iOS 14 down.
const UNWRITABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]/gu;

export type Answers = Record<string, string | Record<string, string>>;

/** Newlines become newline, what cannot be written becomes U+FFFD; otherwise the text stays as it was typed. */
export const cleanText = (text: string): string => text.replace(/\r\n?/g, "\n").replace(UNWRITABLE, "\ufffd");

/** Return the answers in their one spelling; `BadReport` names every fault of every field. */
export function clean(raw: Record<string, unknown>, concerns?: ReadonlySet<string>): Answers {
  const faults: Fault[] = Object.keys(raw)
    .filter((key) => !KNOWN.includes(key))
    .map((field) => ({ field, code: "unknown" }));
  const answers: Answers = {};
  for (const key of KNOWN) {
    const value = raw[key];
    if (value === undefined || value === null || (typeof value === "string" && isBlank(value))) {
      if (REQUIRED.includes(key)) faults.push({ field: key, code: "required" });
      continue;
    }
    const cleaned = key === "answers" ? cleanAnswers(value, faults) : cleanField(key, value, faults);
    if (cleaned !== null && (typeof cleaned === "string" || Object.keys(cleaned).length > 0)) answers[key] = cleaned;
  }
  if (concerns && typeof answers.concern === "string" && !concerns.has(answers.concern)) {
    faults.push({ field: "concern", code: "unknown-concern" });
  }
  if (faults.length > 0) throw new BadReport(faults);
  return answers;
}

/** Python's `str.strip` also takes the separators U+001C to U+001F, and leaves U+FEFF. */
export const isBlank = (text: string): boolean =>
   
  /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/.test(text);

const length = (text: string): number => Array.from(text).length;

function cleanField(key: string, value: unknown, faults: Fault[]): string | null {
  if (typeof value !== "string") {
    faults.push({ field: key, code: "type" });
    return null;
  }
  const text = cleanText(value);
  const code =
    CODES[key]?.test(text) === false
      ? "bad-code"
      : key === "language" && (text.length > 35 || !/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}$/.test(text))
        ? "bad-language"
        : CHOICES[key]?.includes(text) === false
          ? "bad-choice"
          : length(text) > (LONGEST[key] ?? Infinity)
            ? "too-long"
            : null;
  if (code) faults.push({ field: key, code });
  return text;
}

function cleanAnswers(value: unknown, faults: Fault[]): Record<string, string> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    faults.push({ field: "answers", code: "type" });
    return null;
  }
  const entries = Object.entries(value) as [string, unknown][];
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === "string")) {
    faults.push({ field: "answers", code: "type" });
    return null;
  }
  const kept = entries.filter(([k, v]) => !isBlank(k) && !isBlank(v)).map(([k, v]) => [cleanText(k), cleanText(v)] as const);
  if (kept.length > 64) faults.push({ field: "answers", code: "too-many" });
  if (kept.some(([k, v]) => length(k) > 200 || length(v) > 20_000)) faults.push({ field: "answers", code: "too-long" });
  return Object.fromEntries(kept);
}
