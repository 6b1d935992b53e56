/** What every page of the desk has: the list of keys, and a menu that closes again. */
import * as keys from "./keys.js";

/** Start the frame. */
export function start(): void {
  const list = document.querySelector<HTMLDialogElement>("#keys");
  if (list) listOfKeys(list);
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu")) closing(menu);
}

function listOfKeys(list: HTMLDialogElement): void {
  const toggle = (): void => { if (list.open) list.close(); else list.showModal(); };
  keys.bind({ "?": toggle });
  for (const button of document.querySelectorAll<HTMLElement>("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", toggle);
  }
  const letters = list.querySelector<HTMLInputElement>("#keys-on");
  if (!letters) return;
  letters.checked = keys.on();
  letters.addEventListener("change", () => { keys.turn(letters.checked); });
}

/** A menu closes on Escape and when one goes on elsewhere. */
function closing(menu: HTMLDetailsElement): void {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
}
