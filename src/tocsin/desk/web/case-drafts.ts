/**
 * What is typed about a case and not yet written: sealed by the opener three seconds after the last key as one's draft,
 * so that a killed tab loses nothing and nothing lies in the browser.
 */
import { caseId, say } from "./case-acts.js";
import { sentence } from "./sentences.js";
import { ask } from "./shift.js";

const PAUSE = 3000;
const LONGEST = 50_000; // what the opener takes of a draft
const FIELDS = { answer: "answer-text", paper: "paper-text", rewrite: "rewrite-text", title: "title" } as const;

/** What is typed, by the field's id: its words, and of what replaces each other the version they are based on. */
export type Typed = Record<string, { text: string; version: string | undefined }>;

let drafted = "{}";
let pausing: ReturnType<typeof setTimeout> | undefined;

const field = (id: string): HTMLTextAreaElement | null => document.querySelector<HTMLTextAreaElement>(`#${id}`);
const kind = (): HTMLInputElement | null => document.querySelector<HTMLInputElement>("#paper-form [name=kind]:checked");
const outcome = (): HTMLSelectElement | null => document.querySelector<HTMLSelectElement>("#finding-outcome");

/** Return what is typed and not written. */
export function unsent(): Typed {
  const typed = Object.values(FIELDS).map(field).filter((each) => each !== null);
  const changed = typed.filter((each) => each.value !== each.defaultValue);
  return Object.fromEntries(changed.map((each) => [each.id, { text: each.value, version: each.form?.dataset["version"] }]));
}

/** Tell whether leaving the page would lose something: what is sealed as a draft is not lost. */
export const isUnsent = (): boolean => field(FIELDS.answer) !== null && draft() !== drafted;

/**
 * Fill the fields of a piece that was just drawn: from the draft, and over it with what was typed in this page. Both stay
 * based on the version that their officer saw, unless they know what stands now.
 */
export function fill(typed: Typed, { knowing = false } = {}): void {
  const told = document.querySelector<HTMLElement>("#told > [data-draft]")?.dataset["draft"] ?? "{}";
  const kept = JSON.parse(told) as Partial<Record<string, string>>;
  drafted = sorted(kept);
  for (const [name, id] of Object.entries(FIELDS)) {
    if (kept[name] && !typed[id]) put(id, kept[name], kept[`${name}-version`]);
  }
  if (kept["kind"]) document.querySelector<HTMLInputElement>(`#paper-form [value="${kept["kind"]}"]`)?.click();
  const list = outcome();
  if (list && kept["outcome"]) list.value = kept["outcome"];
  for (const [id, { text, version }] of Object.entries(typed)) put(id, text, knowing ? undefined : version);
}

function put(id: string, text: string, version: string | undefined): void {
  const place = field(id);
  if (!place) return;
  place.value = text;
  if (version !== undefined && place.form) place.form.dataset["version"] = version;
}

/** Return the draft as it is kept: what is not typed is not in it. */
function draft(): string {
  const typed = unsent();
  const kept: Record<string, string> = {};
  for (const [name, id] of Object.entries(FIELDS)) {
    const { text, version } = typed[id] ?? {};
    if (!text) continue;
    kept[name] = text;
    if (version !== undefined) kept[`${name}-version`] = version;
  }
  if (kept["paper"]) Object.assign(kept, { kind: kind()?.value ?? "note", outcome: outcome()?.value ?? "" });
  return sorted(kept);
}

const sorted = (kept: Partial<Record<string, string>>): string => JSON.stringify(Object.fromEntries(Object.entries(kept).sort()));

/** Keep a draft when nothing was typed for a moment. */
export function soon(): void {
  clearTimeout(pausing);
  pausing = setTimeout(() => void settle(), PAUSE);
}

/** Keep what is typed now; a page that is covered has nothing to keep. */
export async function settle(): Promise<void> {
  clearTimeout(pausing);
  if (!isUnsent()) return;
  const words = draft();
  const text = words === "{}" ? "" : words;
  if (text.length > LONGEST) { tell("unkept"); return; }
  try {
    await ask(`/cases/${caseId()}/ask/write`, "write", { case: caseId(), arguments: { kind: "draft", text } });
    drafted = words;
    tell(text ? "kept" : "");
  } catch (error) {
    say(error);
  }
}

function tell(code: string): void {
  for (const place of document.querySelectorAll("[data-drafted]")) place.textContent = code && sentence(code);
}
