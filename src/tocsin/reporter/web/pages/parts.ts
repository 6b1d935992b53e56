/** Parts of a page that its script copies out of `<template>` elements, so that every text stays in the catalogues. */

/** The first match below `root`; a page without it is not the page that this script was made for. */
export const find = (selector: string, root: ParentNode = document): HTMLElement => findA(HTMLElement, selector, root);

/** The same, of one kind. */
export function findA<T extends HTMLElement>(kind: new () => T, selector: string, root: ParentNode = document): T {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`);
  return found;
}

/** A copy of what a template holds: its first element. */
export function part(id: string): HTMLElement {
  const first = findA(HTMLTemplateElement, `template#${id}`).content.firstElementChild;
  if (!(first instanceof HTMLElement)) throw new Error(`nothing in ${id}`);
  return document.importNode(first, true);
}

/** A copy of all that a template holds. */
export const parts = (id: string): DocumentFragment => document.importNode(findA(HTMLTemplateElement, `template#${id}`).content, true);

/** A table that the page carries; null where it has none. */
export function table(id: string): unknown {
  const found = document.querySelector(`template#${id}`);
  return found instanceof HTMLTemplateElement ? JSON.parse(found.content.textContent) : null;
}

/** A sentence of `<template id="texts">`; `{name}` in it is replaced. */
export function text(code: string, values: Record<string, string> = {}): string {
  const found = findA(HTMLTemplateElement, "template#texts").content.querySelector(`[data-code="${code}"]`);
  return filled(found?.textContent ?? "", values);
}

/** Put values in the places that a text keeps for them. */
export const filled = (template: string, values: Record<string, string>): string =>
  template.replace(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole);

/** Bytes as people read them. */
export function size(bytes: number, language: string): string {
  const [unit, name] = bytes < 1024 * 1024 ? [1024, "KiB"] : [1024 * 1024, "MiB"];
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / unit)} ${name}`;
}
