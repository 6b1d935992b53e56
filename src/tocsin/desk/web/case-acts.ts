/** Acts on what stands in clear of a case: done at once, drawn anew, undone for ten minutes. */
import { post, Refused } from "./http.js";
import type { Json } from "../../envelope/web/canonical.js";
import { sentence, spoken } from "./sentences.js";
import * as trail from "./trail.js";

export const caseId = (): string => document.querySelector<HTMLElement>("#case")?.dataset["case"] ?? "";

/** Say something where it is read aloud; a refusal with its way out. */
export function say(told: unknown): void {
  const place = document.querySelector<HTMLElement>("#said");
  if (!place) return;
  const words = document.createElement("p");
  if (typeof told === "string") words.textContent = told;
  else if (told instanceof Refused && told.code === "still-open") words.textContent = told.message;
  else words.append(...spoken(told instanceof Refused ? told.code : "failed"));
  place.replaceChildren(words);
}

let before: Promise<unknown> = Promise.resolve();
let turn = 0; // what was asked for before an act is not drawn after it: the next choice would send the old one along

/** Post an act once the one before it is done, since two at once could arrive in the other order; tell whether it was. */
export function act(body: Record<string, Json>): Promise<boolean> {
  turn += 1;
  const done = before.then(() => posted(body));
  before = done;
  return done;
}

async function posted(body: Record<string, Json>): Promise<boolean> {
  try {
    await post(`/cases/${caseId()}/act`, body);
    say(sentence("done"));
    return true;
  } catch (error) {
    say(error);
    return false;
  } finally {
    await refresh();
  }
}

/** Undo one's last act on this case. */
export async function undo(): Promise<void> {
  const event = document.querySelector<HTMLElement>("[data-undo-event], .case-head")?.dataset["undo"];
  if (event) await act({ act: "undo", event: Number(event) });
  else say(sentence("nothing"));
}

/** Draw anew what stands in clear; what one has chosen in an open field stays. */
export const refresh = Object.assign(
  async (): Promise<void> => {
    const mine = ++turn;
    const answer = await fetch(`/cases/${caseId()}/standing`, { redirect: "error" }).catch(() => undefined);
    if (answer?.status === 404) { say(new Refused("no-such-case", "", "")); document.querySelector("#told")?.replaceChildren(); }
    if (!answer?.ok) return;
    const place = document.querySelector<HTMLElement>("#standing");
    const drawn = await answer.text();
    if (!place || mine !== turn) return;
    const focused = place.contains(document.activeElement) ? document.activeElement?.id : "";
    const open = [...place.querySelectorAll<HTMLDetailsElement>("details[open]")].map((each) => each.className);
    const outcome = place.querySelector<HTMLSelectElement>("#outcome")?.value ?? "";
    place.innerHTML = drawn;
    const again = place.querySelector<HTMLSelectElement>("#outcome");
    if (again && outcome) again.value = outcome;
    for (const name of open) place.querySelector<HTMLDetailsElement>(`details.${name}`)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus();
  },
  { watch },
);

function watch(): void {
  const place = document.querySelector<HTMLElement>("#standing");
  place?.addEventListener("change", (event) => { changed(event.target as HTMLSelectElement); });
  place?.addEventListener("click", (event) => {
    const target = (event.target as HTMLElement).closest<HTMLElement>("[data-act], [data-undo]");
    if (target?.dataset["act"]) void act({ act: target.dataset["act"] });
    else if (target?.matches("button[data-undo]")) void undo();
  });
  place?.addEventListener("submit", (event) => {
    event.preventDefault();
    void close();
  });
}

function changed(field: HTMLSelectElement): void {
  const value = (id: string): string => document.querySelector<HTMLSelectElement>(id)?.value ?? "";
  switch (field.dataset["set"]) {
    case "urgency": void act({ act: "urgency", urgency: field.value }); break;
    case "assigned": void act(field.value ? { act: "assign", to: field.value } : { act: "release" }); break;
    case "grades": void act({ act: "grades", source: value("#set-source"), content: value("#set-content") }); break;
  }
}

async function close(): Promise<void> {
  const outcome = document.querySelector<HTMLSelectElement>("#outcome");
  if (!outcome?.value) { outcome?.focus(); return; }
  if (await act({ act: "close", outcome: outcome.value })) onward();
}

/** Go to the case after this one, or back to where one came from. */
export function onward(): void {
  const next = trail.beside(caseId(), 1);
  location.assign(next ? `/cases/${next}` : trail.back());
}
