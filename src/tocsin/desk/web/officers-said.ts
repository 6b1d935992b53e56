/** What the page of officers says: sentences with names in them, what went well, and what stood in the way. */
import { part } from "./parts.js";
import { sentence, spoken } from "./sentences.js";
import { fault } from "./signing-ways.js";

/** Return a sentence with names in the places of `{officer}`, `{case}`, `{by}`. */
export const phrase = (code: string, names: Record<string, string>): string =>
  Object.entries(names).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, () => value), sentence(code));

/** Say what was done, and what happens next. */
export function tell(code: string, names: Record<string, string> = {}): void {
  show("officers-done", [document.createTextNode(phrase(code, names))]);
}

/** Say what stood in the way; nothing takes an older word away. */
export function say(error?: unknown): void {
  show("officers-done", []);
  show("officers-trouble", error === undefined ? [] : spoken(fault(error)));
}

function show(id: string, nodes: Node[]): void {
  const place = part(id);
  if (!place) return;
  place.querySelector("p")?.replaceChildren(...nodes);
  place.hidden = nodes.length === 0;
  if (nodes.length) place.focus();
}
