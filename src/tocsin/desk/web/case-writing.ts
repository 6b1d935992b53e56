/** Writing about a case: signed here, sealed by the opener, kept nowhere else. */
import type { Json } from "../../envelope/web/canonical.js";
import { act, caseId, onward, refresh, say } from "./case-acts.js";
import * as drafts from "./case-drafts.js";
import { readAgain } from "./case-reading.js";
import { sentence } from "./sentences.js";
import { Refused } from "./http.js";
import { ask } from "./shift.js";

const AHEAD = 14; // days: what a template promises unless the officer writes another day
let sending = false; // a second press before the first is done would tell the reporter twice

const area = (id: string): HTMLTextAreaElement | null => document.querySelector<HTMLTextAreaElement>(`#${id}`);
const choice = (id: string): HTMLSelectElement | null => document.querySelector<HTMLSelectElement>(`#${id}`);

/** Bind the fields of a piece that was just drawn. */
export function startWriting(): void {
  for (const kind of document.querySelectorAll<HTMLInputElement>("#paper-form [name=kind]:checked")) chosen(kind);
  const told = document.querySelector<HTMLElement>("#told");
  if (!told || told.dataset["bound"]) return;
  told.dataset["bound"] = "yes";
  told.addEventListener("submit", (event) => { event.preventDefault(); void submitted(event.target as HTMLFormElement); });
  told.addEventListener("click", (event) => { pressed(event.target as HTMLElement); });
  told.addEventListener("change", (event) => { chosen(event.target as HTMLElement); });
  told.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    (event.target as HTMLElement).closest<HTMLFormElement>("#answer")?.requestSubmit();
  });
  told.addEventListener("input", drafts.soon);
  document.querySelector<HTMLDialogElement>("#ask-recuse")?.addEventListener("close", (event) => void recuse(event.target as HTMLDialogElement));
  document.querySelector("#standing")?.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest("[data-recuse]")) document.querySelector<HTMLDialogElement>("#ask-recuse")?.showModal();
  });
}

interface Written { piece: string; version?: number; stands?: string }

/** Sign and post one verb about this case; return what the opener did, drawn where there is something to draw. */
async function pass(
  verb: string,
  words: Record<string, Json>,
  { reason = "", beside = {} }: { reason?: string; beside?: Record<string, Json> } = {},
  refused: (error: unknown) => void = say,
): Promise<Written | undefined> {
  try {
    const answer = await ask(`/cases/${caseId()}/ask/${verb}`, verb, { case: caseId(), reason, arguments: words, beside });
    return (await answer.json()) as Written;
  } catch (error) {
    refused(error);
    return undefined;
  }
}

function append(id: string, piece: string): void {
  const place = document.getElementById(id);
  place?.querySelector(":scope > .soft")?.remove();
  place?.insertAdjacentHTML("beforeend", piece);
}

async function submitted(form: HTMLFormElement): Promise<void> {
  if (form.matches("[data-reply]")) await answer();
  else if (form.matches("[data-link-form]")) await link();
  else await paper(form);
}

async function paper(form: HTMLFormElement): Promise<void> {
  const kind = form.querySelector<HTMLInputElement>("input[name=kind]:checked")?.value ?? form.dataset["paper"] ?? "note";
  const text = form.querySelector<HTMLTextAreaElement>("textarea, input[name=text]");
  if (!text || (!text.value.trim() && kind !== "title")) { say(sentence("empty")); text?.focus(); return; }
  const outcome = choice("finding-outcome");
  if (kind === "finding" && !outcome?.value) { outcome?.focus(); return; }
  const words: Record<string, Json> = { kind, text: text.value };
  if (kind === "finding" && outcome) words["outcome"] = outcome.value;
  // Of what replaces each other the version goes along: two who write at once would else overwrite one another unseen.
  if (form.dataset["version"]) words["version"] = Number(form.dataset["version"]);
  const done = await pass("write", words, {}, (error) => {
    if (error instanceof Refused && error.code === "someone-was-first") void meet(text.id);
    else say(error);
  });
  if (!done) return;
  if (form.dataset["version"]) form.dataset["version"] = String(done.version ?? 0);
  form.querySelector(".theirs")?.remove();
  text.defaultValue = text.value;
  if (form.id === "paper-form") text.value = text.defaultValue = "";
  if (done.piece) append("papers", done.piece);
  say(sentence("written"));
  await drafts.settle();
  await refresh();
}

/** Show what somebody else wrote meanwhile beside what is typed; the next press replaces it knowingly. */
async function meet(id: string): Promise<void> {
  await readAgain({ knowing: true });
  const field = area(id);
  if (!field) return;
  const told = document.createElement("div");
  const theirs = document.createElement("blockquote");
  told.className = "theirs notice";
  theirs.dir = "auto";
  theirs.textContent = field.defaultValue;
  told.append(sentence("theirs"), theirs);
  field.form?.prepend(told);
  say(sentence("theirs"));
  field.focus();
}

async function answer(): Promise<void> {
  const text = area("answer-text");
  const report = choice("for-report");
  if (!text?.value.trim()) { say(sentence("empty")); text?.focus(); return; }
  if (report && !report.value) { say(sentence("which")); report.focus(); return; }
  if (/\[[^\]]*\]|\{next_date\}/.test(text.value)) { say(sentence("date")); text.focus(); return; }
  const state = document.querySelector<HTMLInputElement>("#answer input[name=state]:checked")?.value ?? "in work";
  const closing = state === "closed" ? choice("answer-outcome") : null;
  if (closing && !closing.value) { say(sentence("closes")); closing.focus(); return; }
  const language = document.querySelector<HTMLElement>("#answer")?.lang ?? "";
  const words: Record<string, Json> = { text: text.value, state, language };
  if (report) words["message"] = report.value;
  const promised = document.querySelector<HTMLInputElement>("#next-date")?.value ?? "";
  if (sending) return;
  sending = true;
  const done = await pass("lay-reply", words, { beside: closing ? { outcome: closing.value } : { promised } });
  sending = false;
  if (!done) return;
  text.value = text.defaultValue = "";
  append("replies", done.piece);
  say(sentence("laid"));
  await drafts.settle();
  if (closing && done.stands === "closed") { onward(); return; }
  if (closing) say(sentence("stays"));
  await refresh();
}

/** Answer with what closes the case, close it, and go on: whatever is missing is said where it is put in. */
export function conclude(): void {
  const closed = document.querySelector<HTMLInputElement>("#answer input[name=state][value=closed]");
  if (!closed) return;
  closed.checked = true;
  closes();
  void answer();
}

/** Show for which state the answer is: one that closes wants an outcome, and its button says that it closes. */
function closes(): void {
  const state = document.querySelector<HTMLInputElement>("#answer input[name=state]:checked")?.value;
  const closing = state === "closed" && choice("answer-outcome") !== null;
  for (const each of document.querySelectorAll<HTMLElement>("#answer [data-closing]")) each.hidden = !closing;
  for (const each of document.querySelectorAll<HTMLElement>("#answer [data-sending]")) each.hidden = closing;
}

async function link(): Promise<void> {
  const other = document.querySelector<HTMLInputElement>("#link-other")?.value.trim().toUpperCase() ?? "";
  if (other) await sort("link", { other });
}

/** Link, unlink or part, for a reason that is asked for first. */
async function sort(verb: string, words: Record<string, Json>): Promise<void> {
  const dialog = document.querySelector<HTMLDialogElement>("#ask-why");
  const own = document.querySelector<HTMLInputElement>("#why-words");
  if (!dialog || !own) return;
  dialog.returnValue = own.value = "";
  dialog.showModal();
  await new Promise((closed) => { dialog.addEventListener("close", closed, { once: true }); });
  const reason = own.value.trim() || (dialog.querySelector<HTMLInputElement>("input[name=why]:checked")?.value ?? "");
  if (dialog.returnValue === "yes" && (await pass(verb, words, { reason }))) await readAgain();
}

function pressed(target: HTMLElement): void {
  const button = target.closest<HTMLElement>("button");
  const { paperAct, link: verb, id, message, act: what } = button?.dataset ?? {};
  if (paperAct && id) void pass(paperAct, { paper: id }).then((done) => done ? readAgain() : undefined);
  else if (verb && message) void sort(verb, { message });
  else if (what === "checked") void act({ act: "checked", rewritten: Number(button?.dataset["rewritten"]) }).then(() => readAgain());
}

function chosen(target: HTMLElement): void {
  if (target instanceof HTMLSelectElement && target.id === "template") insert(target);
  if (target instanceof HTMLInputElement && target.name === "state") closes();
  if (target instanceof HTMLInputElement && target.name === "kind") {
    for (const hint of document.querySelectorAll<HTMLElement>("#paper-form [data-hint]")) hint.hidden = hint.dataset["hint"] !== target.value;
  }
}

/** Put a template in at the cursor, with a date to promise in the reporter's language, and its state. */
function insert(list: HTMLSelectElement): void {
  const { text, state } = list.selectedOptions[0]?.dataset ?? {};
  const place = area("answer-text");
  if (!place || text === undefined) return;
  const next = document.querySelector<HTMLInputElement>("#next-date");
  const day = new Date(next?.value ? `${next.value}T12:00:00` : Date.now() + AHEAD * 86_400_000);
  if (next && text.includes("{next_date}")) next.value = inDays(day);
  const language = document.querySelector<HTMLElement>("#answer")?.lang ?? "en";
  const written = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(day);
  place.setRangeText(text.replaceAll("{next_date}", written), place.selectionStart, place.selectionEnd, "end");
  const shown = document.querySelector<HTMLInputElement>(`#answer input[name=state][value="${state ?? ""}"]`);
  if (shown) shown.checked = true;
  closes();
  list.value = "";
  place.focus();
  place.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Write a day as a field of dates reads it; by this browser's calendar, as the text beside it does. */
const inDays = (day: Date): string =>
  [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

async function recuse(dialog: HTMLDialogElement): Promise<void> {
  if (dialog.returnValue !== "yes") return;
  const reason = document.querySelector<HTMLInputElement>("#recuse-reason")?.value.trim() ?? "";
  const other = choice("recuse-who")?.value ?? "";
  if (!(await pass("recuse", other ? { officer: other } : {}, { reason }))) return;
  if (other) { say(sentence("recused")); await refresh(); return; }
  document.querySelector("#told")?.replaceChildren();
  await refresh();
  location.assign("/");
}
