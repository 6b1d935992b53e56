/** What stands in the form: read, checked, put back, and said what is wrong with it, at the field that can mend it. */
import { clean } from "../../../envelope/web/answers.js";
import { BadReport, type Fault } from "../../../envelope/web/errors.js";
import { cleanIdentity } from "../../../envelope/web/slip.js";
import { find, findA, part, text } from "./parts.js";

const TEXTS = ["what", "where", "when", "how_known", "about"];
const CHOICES = ["concern", "area", "ongoing", "may_ask"];
/** Fields in the order of the form: before the concern's own questions, and after them. */
const FIRST = ["concern", "what", "area", "where", "when", "how_known", "ongoing"];
const LAST = ["about", "may_ask"];
/** Form field -> key of the identity: an address book fills in whatever is called "name". */
const IDENTITY: Record<string, string> = { called: "name", reached: "contact", careful: "note" };
const TOLD = new Set(["required", "too-long", "unknown-concern"]);

export type Fields = Record<string, string>;
export interface Row {
  field: string;
  label: string;
  value: string;
}

export class Answers {
  constructor(private readonly form: HTMLFormElement) {}

  /** The desk that the form goes to. */
  get desk(): string {
    return this.value("desk");
  }
  get concern(): string {
    return this.value("concern");
  }
  get area(): string {
    return this.value("area");
  }

  /** Every field by its name, as it was typed. */
  fields(): Fields {
    const fields: Fields = {};
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") fields[name] = value;
    return fields;
  }

  /** Put back what `fields` gave. */
  restore(fields: Fields): void {
    for (const [name, value] of Object.entries(fields)) {
      const field = name === "desk" ? null : this.form.elements.namedItem(name);
      if (field instanceof RadioNodeList || field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) field.value = value;
    }
  }

  /** Forget all of it. */
  clear(): void {
    this.form.reset();
    for (const field of this.form.querySelectorAll("textarea")) field.value = "";
    for (const field of this.form.querySelectorAll<HTMLInputElement>("input:not([type])")) field.value = "";
    for (const field of this.form.querySelectorAll<HTMLInputElement>("input[type=radio]")) field.checked = false;
  }

  /** Whether there is a text that would be lost. */
  get typed(): boolean {
    return Array.from(this.form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input:not([type])")).some(
      (field) => field.value.trim() !== "",
    );
  }

  /** The answers of a report, not cleaned yet. */
  report(): Record<string, unknown> {
    const fields = this.fields();
    const answers: Record<string, string> = {};
    for (const place of this.extra()) answers[place.dataset["question"] ?? ""] = findA(HTMLTextAreaElement, "textarea", place).value;
    const known = Object.fromEntries([...TEXTS, ...CHOICES].map((key) => [key, fields[key] ?? ""]));
    return { ...known, answers, language: document.documentElement.lang };
  }

  identity(): Record<string, string> {
    const fields = this.fields();
    return Object.fromEntries(Object.entries(IDENTITY).map(([field, key]) => [key, fields[field] ?? ""]));
  }

  codes(): ReadonlySet<string> {
    return new Set(Array.from(this.form.querySelectorAll<HTMLInputElement>("input[name=concern]"), (field) => field.value));
  }

  /** What is wrong, at the fields below `place`. */
  faults(place: ParentNode): Fault[] {
    const found: Fault[] = [];
    for (const check of [() => clean(this.report(), this.codes()), () => cleanIdentity(this.identity())]) {
      try {
        check();
      } catch (error) {
        if (!(error instanceof BadReport)) throw error;
        found.push(...error.faults);
      }
    }
    return found.map((fault) => (fault.field === "answers" ? { ...fault, field: "what" } : fault)).filter((fault) => place.querySelector(`#${fault.field}`));
  }

  /** What was answered, for the page that checks it. */
  rows(): Row[] {
    const fields = this.fields();
    const row = (field: string): Row => {
      const value = CHOICES.includes(field) ? this.chosen(field) : (fields[field] ?? "");
      return { field, label: this.label(field), value };
    };
    const asked = (names: string[]): Row[] => names.filter((name) => this.form.querySelector(`#${name}`)).map(row);
    const extra = this.extra().map((place) => {
      const field = findA(HTMLTextAreaElement, "textarea", place);
      return { field: field.id, label: place.dataset["question"] ?? "", value: field.value };
    });
    return [...asked(FIRST), ...extra, ...asked([...LAST, ...Object.keys(IDENTITY)])];
  }

  /** Show the questions that belong to the chosen concern, and no other. */
  showExtra(): void {
    const own = this.extra();
    for (const place of this.form.querySelectorAll<HTMLElement>("[data-concern]")) place.hidden = !own.includes(place);
    find(".extra", this.form).hidden = own.length === 0;
  }

  private extra(): HTMLElement[] {
    const all = this.form.querySelectorAll<HTMLElement>("[data-concern]");
    return Array.from(all).filter((place) => place.dataset["concern"] === this.concern);
  }

  private chosen(field: string): string {
    const input = this.form.querySelector(`input[name=${field}]:checked`);
    const option = this.form.querySelector(`select[name=${field}] option:checked:not([value=""])`);
    return (input?.parentElement ?? option)?.textContent.trim() ?? "";
  }

  private label(field: string): string {
    const named = this.form.querySelector(`label[for=${field}], #${field} > legend`);
    return named?.firstChild?.textContent?.trim() ?? "";
  }

  private value(name: string): string {
    const value = new FormData(this.form).get(name);
    return typeof value === "string" ? value : "";
  }
}

/** Say what is wrong, above and at each field; with nothing wrong, take away what was said. Returns the summary. */
export function showFaults(faults: Fault[], place: HTMLElement): HTMLElement | null {
  clearFaults(document);
  if (faults.length === 0) return null;
  const summary = part("t-faults");
  for (const fault of faults) {
    const field = find(`#${fault.field}`, place);
    const told = text(TOLD.has(fault.code) ? fault.code : fault.code === "bad-choice" || fault.code === "bad-code" ? "unknown-concern" : "unreadable");
    const box = field.closest<HTMLElement>(".field, fieldset") ?? field;
    const line = document.createElement("p");
    [line.className, line.id, line.textContent] = ["fault", `${fault.field}-fault`, told];
    box.classList.add("wrong");
    const before = box.querySelector(":scope > .hint") ?? box.querySelector(":scope > label, :scope > legend");
    before?.after(line);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), line.id].filter(Boolean).join(" "));
    find("ul", summary).append(link(field, `${nameOf(box)}: ${told}`));
  }
  place.prepend(summary);
  return summary;
}

function clearFaults(root: ParentNode): void {
  root.querySelectorAll(".faults, .fault").forEach((old) => { old.remove(); });
  for (const box of root.querySelectorAll(".wrong")) box.classList.remove("wrong");
  for (const field of root.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    const kept = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== "" && !id.endsWith("-fault"));
    if (kept.length > 0) field.setAttribute("aria-describedby", kept.join(" "));
    else field.removeAttribute("aria-describedby");
  }
}

const nameOf = (box: Element): string => box.querySelector("label, legend")?.firstChild?.textContent?.trim() ?? "";

/** A link that moves the focus itself: following the address would put a step into the browser's history. */
function link(field: HTMLElement, told: string): HTMLElement {
  const [item, anchor] = [document.createElement("li"), document.createElement("a")];
  [anchor.href, anchor.textContent] = [`#${field.id}`, told];
  anchor.addEventListener("click", (event) => {
    event.preventDefault();
    (field.matches("fieldset") ? (field.querySelector<HTMLElement>("input, textarea") ?? field) : field).focus();
  });
  item.append(anchor);
  return item;
}
