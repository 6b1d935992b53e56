/** What the parts of the page of an export share: whose case it is, what is said, and what would leave. */
import type { Agreed } from "./exporting-agreeing.js";
import { NoRecipient } from "./exporting-recipient.js";
import { part } from "./parts.js";
import { sentence, spoken } from "./sentences.js";
import { ask } from "./shift.js";
import { fault } from "./signing-ways.js";

/** The case of this page. */
export const caseId = (): string => part("export")?.dataset["case"] ?? "";

/** Where its requests go. */
export const path = (): string => `/cases/${caseId()}/export`;

/** Say what stands in the way, or nothing any more. */
export function say(error: unknown): void {
  if (error === undefined) write([]);
  else write(spoken(error instanceof NoRecipient ? error.code : fault(error)));
}

/** Say a sentence. */
export const tell = (code: string): void => { write(spoken(code)); };

function write(nodes: Node[]): void {
  const place = part("export-said");
  if (!place) return;
  place.querySelector("p")?.replaceChildren(...nodes);
  place.hidden = nodes.length === 0;
  if (nodes.length > 0) place.scrollIntoView({ block: "nearest" });
}

/** Write texts into the fields of a place: `{who: "otto"}` into `[data-who]`. */
export function fill(place: Element, told: Record<string, string>): void {
  for (const [name, text] of Object.entries(told)) {
    const field = place.querySelector(`[data-${name}]`);
    if (field) field.textContent = text;
  }
}

/** Put what would leave into a place: the case is opened for it, with a reason. */
export async function look(place: HTMLElement, reason: string): Promise<void> {
  const answer = await ask(`${path()}/look`, "open", { case: caseId(), reason: `export: ${reason}` });
  place.innerHTML = await answer.text();
}

/** Say what leaves. */
export const named = ({ rewrite }: Agreed): string =>
  rewrite ? sentence("what-rewrite", rewrite.version) : sentence("what-case");
