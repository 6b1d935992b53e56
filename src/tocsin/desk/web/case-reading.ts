/**
 * Reading a case: asked for with a reason, drawn once, and covered after a quarter of an hour without a key, or when the
 * page is left. What was typed and not sent is taken off the page with the rest, and stands in it again once it is read.
 */
import { caseId, refresh, say } from "./case-acts.js";
import { fill, isUnsent, unsent, type Typed } from "./case-drafts.js";
import { startPreview } from "./case-preview.js";
import { startRewriting } from "./case-rewriting.js";
import { startWriting } from "./case-writing.js";
import { ask } from "./shift.js";

const IDLE = 15 * 60_000;
let reason = "queue";
let held: Typed = {}; // what was typed when it was covered: in memory alone
let covering: ReturnType<typeof setTimeout> | undefined;

const part = (id: string): HTMLElement | null => document.getElementById(id);
const show = (id: string, shown: boolean): void => { const found = part(id); if (found) found.hidden = !shown; };

/** Begin. */
export function startReading(): void {
  const form = part("read-form");
  form?.addEventListener("submit", (event) => { event.preventDefault(); void read(); });
  form?.addEventListener("change", () => {
    const own = form.querySelector<HTMLElement>(".own-reason");
    if (own) own.hidden = chosen() !== "other";
  });
  part("read-again")?.addEventListener("click", () => void readAgain());
  for (const kind of ["keydown", "pointerdown", "wheel"]) document.addEventListener(kind, awake, { passive: true });
  // A browser keeps whole pages in memory for its back button: who comes back finds this one covered.
  addEventListener("pagehide", cover);
  addEventListener("beforeunload", (event) => { if (isUnsent()) event.preventDefault(); });
}

function chosen(): string {
  return document.querySelector<HTMLInputElement>("#read-form input[name=reason]:checked")?.value ?? "queue";
}

/** Read with the reason that is chosen. */
export async function read(): Promise<void> {
  if (part("told")?.hasChildNodes()) return;
  const own = document.querySelector<HTMLInputElement>("#own-reason")?.value.trim() ?? "";
  reason = chosen() === "other" ? own : chosen();
  await readAgain();
}

/**
 * Read again, for the same reason: after it was covered, or after something was written. Who is shown what somebody else
 * wrote meanwhile writes on knowing it.
 */
export async function readAgain(how: { knowing?: boolean } = {}): Promise<void> {
  const place = part("told");
  if (!place) return;
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(`/cases/${caseId()}/read`, "open", { case: caseId(), reason });
    const kept = { ...held, ...unsent() };
    held = {};
    place.innerHTML = await answer.text();
    awake();
    show("read-form", false);
    show("covered", false);
    fill(kept, how);
    startWriting();
    startPreview();
    startRewriting();
    if (location.hash === "#answer") document.querySelector<HTMLElement>("#answer-text")?.focus();
    await refresh();
  } catch (error) {
    say(error);
  } finally {
    place.removeAttribute("aria-busy");
  }
}

function awake(): void {
  clearTimeout(covering);
  if (part("told")?.hasChildNodes()) covering = setTimeout(cover, IDLE);
}

function cover(): void {
  if (!part("told")?.hasChildNodes()) return;
  held = { ...held, ...unsent() };
  document.querySelectorAll<HTMLDialogElement>("dialog[open]").forEach((dialog) => { dialog.close(); });
  part("told")?.replaceChildren();
  show("covered", true);
}
