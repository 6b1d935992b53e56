/** The confirmation: twelve words and numbers to write down, print, copy, save and compare. */
import { same } from "../../../envelope/web/bytes.js";
import { BadReceipt } from "../../../envelope/web/errors.js";
import type { WordList } from "../../../envelope/web/lists.js";
import { numbers, parseReceipt, words } from "../../../envelope/web/receipt.js";
import { find, findA, text } from "./parts.js";

/** Says nothing of a line or a report to whoever looks into a folder of downloads. */
const FILE_NAME = "receipt.txt";

export interface Receipt {
  secret: Uint8Array;
  /** Null where the language has no list, or it could not be loaded: then the numbers serve. */
  list: WordList | null;
}

/** Put words and numbers into the panel below `place`. */
export function fillReceipt(place: ParentNode, { secret, list }: Receipt): void {
  const shown = list ? words(secret, list).split(" ") : [];
  place.querySelectorAll(".words li").forEach((item, i) => { item.textContent = shown[i] ?? ""; });
  if (!list) find(".words", place).hidden = true;
  const digits = numbers(secret).split(" ");
  place.querySelectorAll(".numbers span").forEach((item, i) => { item.textContent = digits[i] ?? ""; });
}

/** Fill the confirmation and wire its buttons. `now` is the line's time, for the days that it names. */
export function fillDone(section: HTMLElement, receipt: Receipt, now: Date): void {
  fillReceipt(section, receipt);
  for (const place of section.querySelectorAll<HTMLTimeElement>("time[data-days]")) {
    const day = later(now, Number(place.dataset["days"]));
    place.dateTime = iso(day);
    place.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(day);
  }
  const comeBack = findA(HTMLTimeElement, "time[data-days]", section).dateTime;
  const act = (name: string, run: () => void): void => { find(`[value=${name}]`, section).addEventListener("click", run); };
  act("print", () => { print(); });
  act("save", () => { save(written(receipt, comeBack)); });
  act("compare", () => { compare(section, receipt); });
  act("copy", () => {
    navigator.clipboard.writeText(spoken(receipt)).then(() => { say(section, "copied"); }, () => undefined);
  });
  find("[value=copy]", section).hidden = !("clipboard" in navigator);
}

/** The words, or the numbers where there are none. */
const spoken = ({ secret, list }: Receipt): string => (list ? words(secret, list) : numbers(secret));

/** What a saved file holds: words, numbers and the day to come back, and not what they are for. */
export function written({ secret, list }: Receipt, comeBack: string): string {
  const lines = list ? words(secret, list).split(" ").map((word, i) => `${String(i + 1).padStart(2)}  ${word}`) : [];
  return [...lines, "", numbers(secret), "", comeBack, ""].join("\n");
}

function save(content: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/plain" }));
  link.download = FILE_NAME;
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); }, 10_000);
}

function compare(section: HTMLElement, { secret, list }: Receipt): void {
  const { lang } = document.documentElement;
  const field = findA(HTMLTextAreaElement, "#typed", section);
  let right = false;
  try {
    right = same(parseReceipt(field.value, list ? { [lang]: list } : {}, lang), secret);
  } catch (error) {
    if (!(error instanceof BadReceipt)) throw error;
  }
  field.toggleAttribute("aria-invalid", false);
  if (!right) field.setAttribute("aria-invalid", "true");
  say(section, right ? "right" : "differs");
}

function say(section: HTMLElement, code: string): void {
  const place = find("[role=status]", section);
  place.hidden = false;
  place.textContent = text(code);
}

function later(now: Date, days: number): Date {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  return day;
}

const iso = (day: Date): string =>
  [String(day.getFullYear()), String(day.getMonth() + 1).padStart(2, "0"), String(day.getDate()).padStart(2, "0")].join("-");
