/** Parts of a page by their ids; what is not there, or of another kind, is nothing. */

/** Return an element. */
export const part = (id: string): HTMLElement | null => document.getElementById(id);

/** Return an element of a kind. */
export function partOf<E extends HTMLElement>(kind: new () => E, id: string): E | null {
  const found = document.getElementById(id);
  return found instanceof kind ? found : null;
}

/** Make an element that is no page's: of a kind, with a class and a text. */
export function element<K extends keyof HTMLElementTagNameMap>(kind: K, name = "", text = ""): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(kind), { className: name, textContent: text });
}

/** Show or hide a part. */
export function reveal(id: string, shown: boolean): void {
  const found = part(id);
  if (found) found.hidden = !shown;
}

/** Write a text into a part, and hide the part where there is none; a notice's text stands in its paragraph. */
export function write(id: string, text: string): void {
  const found = part(id);
  if (!found) return;
  (found.querySelector("p") ?? found).textContent = text;
  found.hidden = text === "";
}
