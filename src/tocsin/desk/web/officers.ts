/** The supervisors' page: who works here, what waits for a second supervisor, and each one's own signature. */
import { facts, isKnown, read, said, type Read } from "./signing-meaning.js";
import { changing, enrolling, endingRecusal } from "./officers-proposing.js";
import { phrase, say, tell } from "./officers-said.js";
import { part, partOf, reveal } from "./parts.js";
import { sentence } from "./sentences.js";
import { ask } from "./shift.js";
import { decide } from "./signing.js";

interface Decided {
  text: string;
  state: string;
  by: string;
}

const officer = document.documentElement.dataset["officer"] ?? "";
const decides = (): boolean => part("officers")?.dataset["decides"] === "yes";

/** Start the page; who comes back to it sees what others did meanwhile. */
export async function start(): Promise<void> {
  part("propose-new")?.addEventListener("click", () => { enrolling(draw); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") void draw().catch(say); });
  await draw().catch(say);
}

/** Ask the opener again, and draw what it says. */
async function draw(): Promise<void> {
  const list = part("people-list");
  if (list) list.innerHTML = await (await ask("/officers/people", "officers")).text();
  for (const button of document.querySelectorAll<HTMLElement>("[data-changes]")) {
    button.addEventListener("click", () => { changing(person(button), draw); });
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-ends]")) {
    button.addEventListener("click", () => { endingRecusal(person(button)["officer"] ?? "", button.dataset["ends"] ?? "", draw); });
  }
  if (decides()) await drawProposals();
}

const person = (button: HTMLElement): DOMStringMap => button.closest<HTMLElement>("li[data-officer]")?.dataset ?? {};

async function drawProposals(): Promise<void> {
  const answer = (await (await ask("/officers/proposals", "proposals")).json()) as { open: { text: string }[]; decided: Decided[] };
  const open = await Promise.all(answer.open.map(({ text }) => read(text)));
  const decided = await Promise.all(answer.decided.map(async (one) => ({ ...one, ...(await read(one.text)) })));
  decided.sort((a, b) => b.proposal.made.localeCompare(a.proposal.made));
  part("open-list")?.replaceChildren(...(await Promise.all(open.map(card))));
  part("decided-list")?.replaceChildren(...decided.map(line));
  reveal("open-none", open.length === 0);
  reveal("decided-none", decided.length === 0);
}

async function card(one: Read): Promise<Node> {
  const item = partOf(HTMLTemplateElement, "open-card")?.content.firstElementChild?.cloneNode(true) as HTMLElement;
  const own = one.proposal.proposer === officer;
  const about = one.proposal.officer === officer;
  const what = said(one.proposal);
  write(item, "h3", what);
  item.querySelector(".meaning")?.replaceChildren(await facts(one.proposal, one.name));
  write(item, ".stands", sentence(own ? "stands-own" : about ? "stands-about" : "stands-other"));
  const may = own ? ["take-back"] : about || !isKnown(one.proposal) ? ["decline"] : ["confirm", "decline"];
  for (const button of item.querySelectorAll<HTMLButtonElement>("[data-do]")) {
    const does = button.dataset["do"] ?? "";
    button.hidden = !may.includes(does);
    write(button, ".hidden", ` ${what}`);
    button.addEventListener("click", () => void decideOn(one, does === "confirm" ? "confirm" : "decline").catch(say));
  }
  return item;
}

async function decideOn(one: Read, decision: "confirm" | "decline"): Promise<void> {
  say();
  let signed = false;
  try {
    signed = await decide(`/officers/${decision}`, one.bytes, decision);
  } finally {
    await draw();
  }
  if (!signed) return;
  const enrols = decision === "confirm" && one.proposal.act === "enrol";
  tell(enrols ? "did-enrol" : `did-${decision}`, { officer: one.proposal.officer });
}

function line(one: Read & Decided): Node {
  const item = text("li", said(one.proposal));
  item.append(" ", text("small", phrase(`was-${one.state}`, { by: one.by })));
  return item;
}

function text(tag: string, words: string): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: words });
}

function write(where: HTMLElement, css: string, words: string): void {
  const place = where.querySelector(css);
  if (place) place.textContent = words;
}
