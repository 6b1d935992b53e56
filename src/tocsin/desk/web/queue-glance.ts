/**
 * Glancing: title and first words of the cases in sight, by one signed request that leaves one entry in the log.
 *
 * What comes back lives in this page and nowhere else. By itself or only on a key: the officer says, per browser.
 */
import { Refused } from "./http.js";
import * as rows from "./queue-rows.js";
import { spoken } from "./sentences.js";
import { ask } from "./shift.js";

const AT_ONCE = 100;
const STILL = 350; // milliseconds without scrolling before a glance goes out by itself
const sight = new Set<HTMLElement>();
let waiting: ReturnType<typeof setTimeout> | undefined;
let held = false; // a refusal ends glancing by itself until somebody presses the key

const switchName = (): string => `tocsin-glance-off-${document.documentElement.dataset["officer"] ?? ""}`;
const byItself = (): boolean => localStorage.getItem(switchName()) === null;
const unread = (): HTMLElement[] =>
  [...sight].filter((row) => row.isConnected && !row.classList.contains("glanced") && !row.classList.contains("closed"));

/** Begin: watch which rows are in sight. */
export function start(): void {
  const box = document.querySelector<HTMLInputElement>("#by-itself");
  if (box) {
    box.checked = byItself();
    box.addEventListener("change", () => { turn(box.checked); });
  }
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) sight.add(entry.target as HTMLElement);
      else sight.delete(entry.target as HTMLElement);
    }
    soon();
  });
  for (const row of rows.all()) seen.observe(row);
  rows.onArrival((row) => {
    if (row.querySelector(".told")?.hasChildNodes()) row.classList.add("glanced");
    seen.observe(row);
  });
  document.querySelector("#glance")?.addEventListener("click", () => void now());
}

function turn(on: boolean): void {
  if (on) localStorage.removeItem(switchName());
  else localStorage.setItem(switchName(), "1");
  held = false;
  soon();
}

function soon(): void {
  if (!byItself() || held) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => void glance(), STILL);
}

/** Glance at what is in sight because somebody asked for it. */
export async function now(): Promise<void> {
  held = false;
  await glance();
}

async function glance(): Promise<void> {
  const asked = unread().slice(0, AT_ONCE);
  if (!asked.length) return;
  for (const row of asked) row.classList.add("glanced"); // asked once, also while the answer is on its way
  try {
    const answer = await ask("/queue/glance", "glance", { arguments: { cases: asked.map(rows.idOf) } });
    show(await answer.text());
    tell("");
  } catch (error) {
    for (const row of asked) row.classList.remove("glanced");
    held = true;
    tell(error instanceof Refused ? error.code : "away");
  }
}

function show(html: string): void {
  const piece = document.createElement("template");
  piece.innerHTML = html;
  for (const told of piece.content.querySelectorAll<HTMLElement>("[data-case]")) {
    const place = rows.rowOf(told.dataset["case"] ?? "")?.querySelector(".told");
    place?.replaceChildren(...told.childNodes);
  }
}

function tell(code: string): void {
  const bar = document.querySelector<HTMLElement>("#limits");
  if (!bar) return;
  bar.hidden = code === "";
  if (code) bar.replaceChildren(...spoken(code));
}
