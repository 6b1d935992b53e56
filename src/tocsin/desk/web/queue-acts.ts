/** What an officer does to one case or to all selected ones, and how it is undone: all of it that still stands. */
import { post, Refused } from "./http.js";
import { look } from "./queue-live.js";
import * as rows from "./queue-rows.js";
import { sentence } from "./sentences.js";

const done: number[][] = []; // the events of each act of this page, the last one last

/** Begin. */
export function start(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-act]")) {
    button.addEventListener("click", () => void act(button.dataset["act"] ?? ""));
  }
  document.querySelector("[data-none]")?.addEventListener("click", rows.pickNone);
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[id^=ask-]")) digits(dialog);
}

/** Do something to the chosen cases; what the act still has to know is asked first. */
export async function act(what: string): Promise<void> {
  const cases = rows.chosen();
  if (!cases.length) return;
  const dialog = document.querySelector<HTMLDialogElement>(`#ask-${what}`);
  const value = dialog ? await answered(dialog) : "";
  if (dialog && !value) return;
  await send("/queue/act", { act: what, cases, value }, (events) => { done.push(events); });
}

/** Undo what was done last on this page. */
export async function undo(): Promise<void> {
  const events = done.pop();
  if (!events) say(sentence("nothing"));
  else await send("/queue/undo", { events }, () => undefined, () => { done.push(events); });
}

async function send(
  path: string,
  body: Record<string, string | string[] | number[]>,
  keep: (events: number[]) => void,
  restore: () => void = () => undefined,
): Promise<void> {
  try {
    const answer = await post(path, body);
    const events = answer["events"] as number[];
    if (events.length) keep(events);
    say(answer["said"] as string, path === "/queue/act" && events.length > 0);
    rows.pickNone();
    await look();
  } catch (error) {
    restore();
    say(sentence(error instanceof Refused ? error.code : "failed"));
  }
}

/** Open a dialog; return what was chosen, or nothing. */
function answered(dialog: HTMLDialogElement): Promise<string> {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => { resolve(dialog.returnValue); }, { once: true });
    dialog.showModal();
  });
}

/** Digits choose in a dialog whose choices carry them. */
function digits(dialog: HTMLDialogElement): void {
  dialog.addEventListener("keydown", (event) => {
    const button = /^\d$/.test(event.key) ? dialog.querySelector<HTMLElement>(`[data-key="${event.key}"]`) : null;
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
}

let silent: ReturnType<typeof setTimeout> | undefined;

function say(words: string, undoable = false): void {
  const place = document.querySelector<HTMLElement>("#said");
  if (!place) return;
  const told = Object.assign(document.createElement("p"), { textContent: words });
  const button = document.querySelector<HTMLTemplateElement>("#undo-button")?.content.firstElementChild?.cloneNode(true);
  if (undoable && button) {
    button.addEventListener("click", () => void undo());
    told.append(button);
  }
  place.replaceChildren(told);
  clearTimeout(silent);
  silent = setTimeout(() => { place.replaceChildren(); }, 20_000); // WCAG 2.2.1: z undoes after that, too
}
