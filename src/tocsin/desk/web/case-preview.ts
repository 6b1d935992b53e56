/** An answer as its reporter will see it, while it is typed: a copy of the reader's own page with the words put in. */

/** Bind the answer of a piece that was just drawn. */
export function startPreview(): void {
  const form = document.querySelector<HTMLFormElement>("#answer");
  for (const kind of ["input", "change"]) form?.addEventListener(kind, draw);
  document.querySelector("details.preview")?.addEventListener("toggle", draw);
}

function draw(): void {
  const place = document.querySelector<HTMLElement>("#preview");
  if (!place?.closest<HTMLDetailsElement>("details[open]")) return;
  const chosen = document.querySelector<HTMLSelectElement>("#for-report")?.value ?? "one";
  const pages = [...document.querySelectorAll<HTMLTemplateElement>("template[data-preview]")];
  const page = pages.find((each) => each.dataset["preview"] === chosen) ?? pages[0];
  const view = page?.content.cloneNode(true);
  if (!(view instanceof DocumentFragment)) return;
  const state = document.querySelector<HTMLInputElement>("#answer [name=state]:checked")?.value ?? "";
  for (const part of view.querySelectorAll<HTMLElement>(".standing, .timeline > .now")) if (part.dataset["state"] !== state) part.remove();
  // Words that go to all reporters: nobody sees among them what was told to another.
  if (pages.length > 1 && page?.dataset["preview"] !== chosen) view.querySelectorAll(".timeline > :not(.now)").forEach((old) => { old.remove(); });
  fill(view);
  place.replaceChildren(view);
}

function fill(view: DocumentFragment): void {
  const text = document.querySelector<HTMLTextAreaElement>("#answer-text")?.value ?? "";
  const told = view.querySelector<HTMLElement>(".timeline > .now .told");
  if (told) [told.lang, told.textContent] = [document.querySelector<HTMLElement>("#answer")?.lang ?? "", text];
  if (text) view.querySelector(".timeline > .now [data-slot=meaning]")?.remove();
  else told?.remove();
}
