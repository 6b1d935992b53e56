/** The roster's keys: each link that has one says which. */
import { bind } from "./keys.js";

/** Start the page. */
export function start(): void {
  for (const link of document.querySelectorAll<HTMLElement>("[data-key]")) {
    bind({ [link.dataset["key"] ?? ""]: () => { link.click(); } });
  }
}
