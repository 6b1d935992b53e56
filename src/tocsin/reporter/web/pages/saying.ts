/** What a page of replies says while it works: texts from its template `says`, faults as the server's pages show them. */

/** Return the page's own sentence of a code, with its places filled. */
export function sentence(code: string, values: Record<string, string> = {}): string {
  const found = template("says").querySelector(`[data-says=${code}]`)?.textContent ?? "";
  return Object.entries(values).reduce((text, [name, value]) => text.split(`%(${name})s`).join(value), found);
}

/** Return a fresh copy of what a template of the page holds. */
export function template(id: string): DocumentFragment {
  const found = document.getElementById(id);
  return found instanceof HTMLTemplateElement ? (found.content.cloneNode(true) as DocumentFragment) : new DocumentFragment();
}

/** Say what goes on, politely: a screen reader reads it when it has a moment. */
export function say(form: ParentNode, text: string): void {
  const status = form.querySelector("[data-slot=status]");
  if (status && status.textContent !== text) status.textContent = text;
}

/** Show one fault: at its field, and in a summary at the top that leads there and is read at once. */
export function showFault(form: HTMLFormElement, field: HTMLElement, text: string): void {
  clearFaults(form);
  const summary = template("faults");
  const link = summary.querySelector("a");
  if (link) {
    link.textContent = text;
    link.href = `#${field.id}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      field.focus();
    });
  }
  form.prepend(summary);
  const told = document.createElement("p");
  [told.className, told.id, told.textContent] = ["fault", `${field.id}-fault`, text];
  field.before(told);
  field.closest(".field")?.classList.add("wrong");
  field.setAttribute("aria-invalid", "true");
  field.dataset["described"] = field.getAttribute("aria-describedby") ?? "";
  field.setAttribute("aria-describedby", `${field.dataset["described"]} ${told.id}`.trim());
  field.focus();
}

export function clearFaults(form: HTMLFormElement): void {
  form.querySelectorAll(".faults, .fault").forEach((shown) => { shown.remove(); });
  form.querySelectorAll(".wrong").forEach((field) => { field.classList.remove("wrong"); });
  form.querySelectorAll<HTMLElement>("[aria-invalid]").forEach((field) => {
    field.removeAttribute("aria-invalid");
    const before = field.dataset["described"];
    if (before) field.setAttribute("aria-describedby", before);
    else field.removeAttribute("aria-describedby");
  });
}
