/** The exports that wait for somebody: cards drawn from what is signed, and what their readers may do about each. */
import { list, wanted, type Listed } from "./exporting-agreeing.js";
import { fetchExport, type Saved } from "./exporting-fetching.js";
import { fingerprint } from "./exporting-recipient.js";
import { caseId, fill, look, named, path, say, tell } from "./exporting-said.js";
import { Refused } from "./http.js";
import { part, partOf, reveal } from "./parts.js";
import { sentence } from "./sentences.js";
import { decide } from "./signing.js";

const OFTEN = 5_000; // milliseconds between two looks at whether somebody decided; it asks our server alone
const officer = document.documentElement.dataset["officer"] ?? "";
let waits: string | undefined;

/** What a card's buttons do. */
const does: Record<string, (one: Listed, card: HTMLElement) => Promise<void>> = {
  look: async (one, card) => {
    const seen = card.querySelector<HTMLElement>("[data-seen]");
    if (!seen) return;
    await look(seen, one.reason);
    seen.hidden = false;
    chosen(seen, one);
  },
  confirm: (one) => decided(one, "confirm", "confirmed"),
  decline: (one) => decided(one, "decline", "declined"),
  "take-back": (one) => decided(one, "decline", "declined"),
  fetch: async (one) => {
    const saved = await fetchExport(path(), wanted(one, caseId(), one.reason), one.name, say).finally(() => draw());
    if (saved) await done(one, saved);
  },
};

/** Draw what waits, and go on looking whether anybody decided. */
export async function start(): Promise<void> {
  await draw().catch(say);
  setInterval(() => { if (document.visibilityState === "visible") void watch(); }, OFTEN);
}

/** Ask the opener what waits, and draw it; of a case that is not there any more for who looks, nothing stays drawn. */
export async function draw(): Promise<void> {
  const found = await list(path(), caseId()).catch((error: unknown) => {
    if (error instanceof Refused && error.code === "no-such-case") part("export-list")?.replaceChildren();
    throw error;
  });
  waits = found.waits;
  reveal("export-none", found.listed.length === 0);
  part("export-list")?.replaceChildren(...(await Promise.all(found.listed.map(card))));
}

async function watch(): Promise<void> {
  if (waits === undefined) return;
  const answer = await fetch(`${path()}/waits`, { redirect: "error" }).catch(() => undefined);
  if (!answer?.ok || ((await answer.json()) as { waits: string }).waits === waits) return;
  await draw().catch(say);
}

async function card(one: Listed): Promise<Node> {
  const item = partOf(HTMLTemplateElement, "export-card")?.content.firstElementChild?.cloneNode(true) as HTMLElement;
  const own = one.proposer === officer;
  const stands = one.by ? "stands-confirmed" : own ? "stands-own" : "stands-other";
  fill(item, { ...(await said(one)), stands: sentence(stands) });
  const may = one.by ? ["fetch"] : own ? ["take-back"] : ["look", "confirm", "decline"];
  for (const button of item.querySelectorAll<HTMLButtonElement>("[data-do]")) {
    button.hidden = !may.includes(button.dataset["do"] ?? "");
    button.addEventListener("click", () => void press(button, one, item));
  }
  return item;
}

async function press(button: HTMLButtonElement, one: Listed, item: HTMLElement): Promise<void> {
  button.disabled = true;
  say(undefined);
  await does[button.dataset["do"] ?? ""]?.(one, item).catch(say);
  button.disabled = false;
}

async function decided(one: Listed, verb: "confirm" | "decline", then: string): Promise<void> {
  if (await decide(`${path()}/${verb}`, one.bytes, verb).finally(() => draw())) tell(then);
}

/** Return what a proposal says, by the fields of a card. */
async function said(one: Listed): Promise<Record<string, string>> {
  const until = new Date(one.expires).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  return { what: named(one), why: one.reason, to: await fingerprint(one.recipient), who: one.proposer, until, by: one.by };
}

/** Show of what would leave only what this proposal names. */
function chosen(seen: HTMLElement, one: Listed): void {
  for (const input of seen.querySelectorAll<HTMLInputElement>("input")) {
    input.disabled = true;
    const choice = input.closest<HTMLElement>(".concern");
    if (choice) choice.hidden = (input.value === "rewrite") !== Boolean(one.rewrite);
  }
}

async function done(one: Listed, saved: Saved): Promise<void> {
  const place = part("export-done");
  if (!place) return;
  const command = `age -d -i key.txt ${saved.file} | tar -x`;
  fill(place, { ...(await said(one)), file: saved.file, entry: String(saved.entry), command });
  place.hidden = false;
  place.scrollIntoView({ block: "start" });
  place.focus();
}
