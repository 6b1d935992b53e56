/** The rows of the queue: which one has the focus, which are selected, and the pages that come as one goes on. */
import { sentence } from "./sentences.js";

const list = (): HTMLOListElement => document.querySelector<HTMLOListElement>("#rows") as HTMLOListElement;

/** Return a row's link, which carries the focus for it. */
export const link = (row: Element): HTMLAnchorElement => row.querySelector<HTMLAnchorElement>(".to") as HTMLAnchorElement;
export const idOf = (row: Element): string => (row as HTMLElement).dataset["id"] ?? "";
export const rowOf = (id: string): HTMLElement | null => document.getElementById(`r-${id}`);
export const all = (): HTMLElement[] => [...list().querySelectorAll<HTMLElement>(":scope > .row")];

/** Return the filters of this view, as an address carries them. */
export const filters = (): string => list().dataset["filters"] ?? "";

/** Return rows as the server draws them: those of an address that is asked with these words. */
export async function drawn(words: string): Promise<HTMLElement[]> {
  const answer = await fetch(`/queue/rows?${words}`, { redirect: "error" });
  if (!answer.ok) throw new Error("away");
  const piece = document.createElement("template");
  piece.innerHTML = await answer.text();
  const end = piece.content.querySelector<HTMLElement>("[data-next]");
  if (end && !words.includes("id=")) list().dataset["next"] = end.dataset["next"] ?? "";
  return [...piece.content.querySelectorAll<HTMLElement>(".row")];
}

/** Return those rows that are named; a hundred at a time. */
export async function named(ids: string[]): Promise<HTMLElement[]> {
  const found: HTMLElement[] = [];
  for (let i = 0; i < ids.length; i += 100) {
    found.push(...(await drawn(ids.slice(i, i + 100).map((id) => `id=${id}`).join("&"))));
  }
  return found;
}

// The focus.

let at: HTMLElement | undefined;

/** Return the row that has the focus or had it last. */
export const here = (): HTMLElement | undefined => (at?.isConnected ? at : undefined);

/** Make a row the one that Tab reaches; the rest of the list costs a keyboard nothing. */
export function stand(row: HTMLElement): void {
  if (at && at !== row) {
    at.classList.remove("at");
    link(at).tabIndex = -1;
  }
  at = row;
  row.classList.add("at");
  link(row).tabIndex = 0;
}

/** Move the focus to a row. */
export function goTo(row: HTMLElement): void {
  stand(row);
  link(row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** Move the focus on by one row, down or up; a page that is not here yet is fetched. */
export async function go(step: 1 | -1): Promise<void> {
  const from = here();
  if (!from || !list().contains(document.activeElement)) {
    const first = from ?? all()[0];
    if (first) goTo(first);
    return;
  }
  const next = step > 0 ? from.nextElementSibling : from.previousElementSibling;
  if (next instanceof HTMLElement) goTo(next);
  else if (step > 0 && (await more())) await go(step);
}

// Pages.

let fetching: Promise<boolean> | undefined;

/** Fetch the next page, once at a time; tell whether there was one. */
export function more(): Promise<boolean> {
  fetching ??= append().finally(() => { fetching = undefined; });
  return fetching;
}

async function append(): Promise<boolean> {
  const after = list().dataset["next"] ?? "";
  if (!after) return false;
  const rows = (await drawn(`${filters()}&after=${after}`)).filter((row) => !rowOf(idOf(row)));
  list().append(...rows);
  for (const row of rows) arrived(row);
  const note = document.querySelector<HTMLElement>("#more");
  if (note) note.hidden = !list().dataset["next"];
  return rows.length > 0;
}

/** Fetch pages as one scrolls towards the end. */
export function fetchAsOneGoesOn(): void {
  const end = document.querySelector("#more");
  const seen = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) void more().catch(() => undefined);
  }, { rootMargin: "1600px" });
  if (end) seen.observe(end);
}

// The selection.

const picked = new Set<string>();
let anchor = "";

/** Return the selected cases, in the order of the queue; without any, the one that has the focus. */
export function chosen(): string[] {
  if (picked.size) return all().map(idOf).filter((id) => picked.has(id));
  const row = here();
  return row ? [idOf(row)] : [];
}

/** Select a row or not. */
export function pick(row: HTMLElement, on: boolean): void {
  anchor = idOf(row);
  if (on) picked.add(anchor);
  else picked.delete(anchor);
  paint(row);
  tellPicked();
}

/** Select or not, whichever it was not. */
export const toggle = (row: HTMLElement): void => { pick(row, !picked.has(idOf(row))); };

/** Select from the last selected row to this one. */
export function pickTo(row: HTMLElement): void {
  const rows = all();
  const ends = [rows.findIndex((each) => idOf(each) === anchor), rows.indexOf(row)].sort((a, b) => a - b);
  for (const each of rows.slice(Math.max(ends[0] ?? 0, 0), (ends[1] ?? 0) + 1)) {
    picked.add(idOf(each));
    paint(each);
  }
  tellPicked();
}

/** Select nothing. */
export function pickNone(): void {
  picked.clear();
  all().forEach(paint);
  tellPicked();
}

function paint(row: HTMLElement): void {
  const on = picked.has(idOf(row));
  row.classList.toggle("picked", on);
  const box = row.querySelector<HTMLInputElement>(".pick input");
  if (box) box.checked = on;
}

function tellPicked(): void {
  const bar = document.querySelector<HTMLElement>("#acts");
  const told = document.querySelector<HTMLElement>("[data-picked]");
  if (!bar || !told) return;
  bar.hidden = picked.size === 0;
  told.textContent = sentence("picked", picked.size);
}

// What stands on a row stays on it when the server draws it anew.

const watchers: ((row: HTMLElement) => void)[] = [];

/** Be told of every row that arrives. */
export const onArrival = (tell: (row: HTMLElement) => void): void => { watchers.push(tell); };
export const arrived = (row: HTMLElement): void => { for (const tell of watchers) tell(row); };

/** Put a row in the place of the one with its id; what was glanced at and selected stays. */
export function replace(row: HTMLElement): void {
  const old = rowOf(idOf(row));
  if (!old) return;
  const had = document.activeElement === link(old);
  const told = old.querySelector(".told");
  if (told?.hasChildNodes()) row.querySelector(".told")?.replaceWith(told);
  row.classList.add("changed");
  old.replaceWith(row);
  paint(row);
  if (at === old) {
    at = undefined;
    stand(row);
  }
  if (had) link(row).focus({ preventScroll: true });
  arrived(row);
}
