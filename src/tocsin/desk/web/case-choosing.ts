/** What to write about a case, chosen by a letter: `e`, and the letter that its list shows. */
import * as keys from "./keys.js";

const PLACES: Record<string, string> = { a: "#answer-text", r: "#rewrite-text", t: "#title", c: "#outcome" };
const PAPERS: Record<string, string> = { f: "fact", o: "opinion", n: "note", g: "finding" };

/** Open the list. */
export function choose(): void {
  const list = document.querySelector<HTMLDialogElement>("#ask-write");
  if (!list) return;
  list.returnValue = "";
  list.onkeydown = (event) => {
    if (!keys.on() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const letter = list.querySelector<HTMLElement>(`[data-letter="${CSS.escape(event.key)}"]`)?.dataset["letter"];
    if (letter) { event.preventDefault(); list.close(letter); }
  };
  list.onclose = () => {
    const [place, kind] = [PLACES[list.returnValue], PAPERS[list.returnValue]];
    if (place) go(place);
    else if (kind) paper(kind);
  };
  list.showModal();
}

/** Go to a field, out of whatever is folded around it. */
export function go(selector: string): void {
  const field = document.querySelector<HTMLElement>(selector);
  field?.closest("details")?.setAttribute("open", "");
  field?.scrollIntoView({ block: "center" });
  field?.focus();
}

/** Begin a paper of a kind. */
export function paper(kind: string): void {
  const choice = document.querySelector<HTMLInputElement>(`#paper-form input[value="${kind}"]`);
  if (!choice) return;
  choice.click();
  go(kind === "finding" ? "#finding-outcome" : "#paper-text");
}
