/** Sentences for people stand in the page's `<template id="sentences">`, in their language; the script knows codes. */

/** Return the sentence of a code; `n` takes the place of `{n}` and chooses between one and several. */
export function sentence(code: string, n?: number): string {
  const one = n === 1 ? found(`${code}-one`) : null;
  return ((one ?? found(code) ?? found("failed"))?.textContent ?? "").replace("{n}", String(n ?? ""));
}

/** Return the same with its links, to be put into the page. */
export const spoken = (code: string): Node[] => [...((found(code) ?? found("failed"))?.cloneNode(true).childNodes ?? [])];

function found(code: string): Element | null {
  return document.querySelector<HTMLTemplateElement>("#sentences")?.content.querySelector(`[data-code="${code}"]`) ?? null;
}
