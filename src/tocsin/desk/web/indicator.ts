/** The shift in the frame of every page: how long it still goes on; and that nobody inherits another's shift. */
import { end, live } from "./shift.js";
import { kept } from "./store.js";

const SOON = 15; // minutes before the end from which it is shown as ending
const EVERY = 20_000;

/** Show the shift that goes on, forget one of somebody else, and end it on signing out. */
export async function start(): Promise<void> {
  const officer = document.documentElement.dataset["officer"] ?? "";
  const shift = await kept<{ officer: string }>("shift");
  if (shift && shift.officer !== officer) await end();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void end().finally(() => { form.submit(); });
    });
  }
  const shown = document.querySelector<HTMLElement>("#shift-shown");
  if (!shown) return;
  const show = (): void => { void write(shown, officer); };
  show();
  setInterval(show, EVERY);
  document.addEventListener("tocsin-shift", show);
}

/** Tell the frame that the shift began or ended on this page. */
export const changed = (): boolean => document.dispatchEvent(new Event("tocsin-shift"));

async function write(shown: HTMLElement, officer: string): Promise<void> {
  const shift = await live(officer);
  const minutes = shift ? Math.ceil((Date.parse(shift.expires) - Date.now()) / 60_000) : 0;
  const text = shown.querySelector("span");
  shown.hidden = false;
  shown.classList.toggle("soon", Boolean(shift) && minutes <= SOON);
  shown.classList.toggle("none", !shift);
  if (text) text.textContent = shift ? left(minutes, shown.dataset) : (shown.dataset["none"] ?? "");
}

const left = (minutes: number, texts: DOMStringMap): string =>
  minutes > 90
    ? (texts["hours"] ?? "").replace("{n}", String(Math.round(minutes / 60)))
    : (texts["minutes"] ?? "").replace("{n}", String(minutes));
