/** The sheet for paper: read once more, with a reason of its own. */
import { caseId, say } from "./case-acts.js";
import { ask } from "./shift.js";

/** Start it. */
export function start(): void {
  const form = document.querySelector<HTMLFormElement>("#read-form");
  number();
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void read(form);
  });
}

async function read(form: HTMLFormElement): Promise<void> {
  const place = document.querySelector<HTMLElement>("#told");
  const reason = `on paper: ${document.querySelector<HTMLInputElement>("#own-reason")?.value.trim() ?? ""}`;
  if (!place) return;
  try {
    const answer = await ask(`/cases/${caseId()}/print/read`, "open", { case: caseId(), reason });
    place.innerHTML = await answer.text();
    form.hidden = true;
    place.querySelector("[data-print]")?.addEventListener("click", () => { print(); });
  } catch (error) {
    say(error);
  }
}

/** Each page of paper says of which case it is, and which of how many: a loose one is found again, a missing one missed. */
function number(): void {
  const sheet = new CSSStyleSheet();
  const margins = `@top-left { content: "${CSS.escape(caseId())}" } @bottom-right { content: counter(page) " / " counter(pages) }`;
  sheet.replaceSync(`@page { ${margins} }`);
  document.adoptedStyleSheets.push(sheet);
}
