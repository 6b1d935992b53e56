/** The page on which a case goes to another desk of the line, is taken, or goes back. */
import { part, partOf } from "./parts.js";
import { spoken } from "./sentences.js";
import { ask } from "./shift.js";
import { askOwn } from "./signing.js";
import { fault } from "./signing-ways.js";

const caseId = (): string => part("refer")?.dataset["case"] ?? "";
const path = (verb: string): string => `/cases/${caseId()}/refer/${verb}`;

/** Start the page. */
export function start(): void {
  part("accept")?.addEventListener("click", () => { void accepted().catch(say); });
  for (const verb of ["refer", "return"] as const) {
    part(`${verb}-form`)?.addEventListener("submit", (event) => {
      event.preventDefault();
      void passed(verb).catch(say);
    });
  }
}

async function accepted(): Promise<void> {
  say(undefined);
  await ask(path("accept"), "accept", { case: caseId() });
  location.reload();
}

async function passed(verb: "refer" | "return"): Promise<void> {
  say(undefined);
  const words = partOf(HTMLTextAreaElement, `${verb}-words`)?.value.trim() ?? "";
  const reason = partOf(HTMLSelectElement, `${verb}-reason`)?.value ?? "";
  const to = verb === "refer" ? { to: partOf(HTMLSelectElement, "refer-to")?.value ?? "" } : {};
  const wanted = { act: verb === "refer" ? "refer-now" : "return", case: caseId(), reason, arguments: { ...to, words } };
  if (await askOwn(path(verb), verb, wanted)) location.reload();
}

function say(error: unknown): void {
  const place = part("refer-said");
  if (!place) return;
  place.querySelector("p")?.replaceChildren(...(error === undefined ? [] : spoken(fault(error))));
  place.hidden = error === undefined;
  if (error !== undefined) place.scrollIntoView({ block: "nearest" });
}
