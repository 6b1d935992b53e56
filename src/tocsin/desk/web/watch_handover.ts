/**
 * The end of a shift. Words are asked from the opener and kept by it; what was not kept stays in its field.
 *
 * First every line is kept, then the cases are offered: nobody is offered a case whose line is not there yet. A line
 * that was kept leaves its field, so that trying again writes none twice.
 */
import { post, Refused } from "./http.js";
import { bind } from "./keys.js";
import { sentence, spoken } from "./sentences.js";
import { ask } from "./shift.js";

const AT_ONCE = 100; // cases of one signed request
const all = <E extends Element = HTMLElement>(css: string): E[] => [...document.querySelectorAll<E>(css)];
const hands = (): HTMLElement[] => all(".hand[data-case]");
const fields = (): HTMLInputElement[] => all<HTMLInputElement>("input[data-line]");
const note = (): HTMLTextAreaElement | null => document.querySelector("#note");

/** Start the page. */
export function start(): void {
  document.querySelector("#give")?.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(give);
  });
  for (const button of all<HTMLButtonElement>("button[data-do]")) {
    button.addEventListener("click", () => void attempt(() => decide(button)));
  }
  document.querySelector("[data-print]")?.addEventListener("click", () => { print(); });
  document.querySelector("[data-again]")?.addEventListener("click", () => void attempt(read));
  addEventListener("beforeunload", (event) => { if (typed()) event.preventDefault(); });
  keys();
  void attempt(read);
}

const typed = (): boolean => fields().some((field) => field.value.trim()) || Boolean(note()?.value.trim());

/** Do something; say what kept it from being done, and leave everything as it was typed. */
async function attempt(work: () => Promise<void>): Promise<void> {
  tell([]);
  try {
    await work();
  } catch (error) {
    const refused = error instanceof Refused ? error : new Refused("failed", "", "");
    tell(refused.code === "told" ? [said(refused.message), said(refused.hint)] : spoken(refused.code));
    show("[data-again]", true);
  }
}

/** Ask for the titles of the cases on the page, and for what was said about them and to the desk. */
async function read(): Promise<void> {
  const cases = [...new Set(hands().map((hand) => hand.dataset["case"] ?? ""))].slice(0, AT_ONCE);
  const lines = piece(await ask("/handover/said", "handovers", { arguments: { cases } }));
  const desk = (await lines).querySelector("[data-desk]");
  if (desk) document.querySelector("#notes")?.replaceChildren(...desk.childNodes);
  const drafts = (await lines).querySelector("[data-drafts]");
  if (drafts) document.querySelector("#drafts")?.replaceChildren(...drafts.childNodes);
  place(await lines, ".lines");
  if (cases.length) place(await piece(await ask("/handover/titles", "glance", { arguments: { cases } })), ".told");
  show("[data-again]", false);
}

async function piece(answer: Response): Promise<DocumentFragment> {
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  return made.content;
}

function place(from: DocumentFragment, where: string): void {
  for (const about of from.querySelectorAll<HTMLElement>("[data-case]")) {
    for (const hand of hands().filter((each) => each.dataset["case"] === about.dataset["case"])) {
      hand.querySelector(`.facts > ${where}`)?.replaceChildren(...[...about.childNodes].map((node) => node.cloneNode(true)));
    }
  }
}

async function give(): Promise<void> {
  const taker = document.querySelector<HTMLSelectElement>("#taker")?.value ?? "";
  const cases = all<HTMLInputElement>("input[name=give]:checked").map((box) => box.value);
  if (!taker && !typed()) { done("nothing"); return; }
  for (const field of fields()) await keepLine(field);
  await keepNote();
  if (!taker) { done("written"); return; }
  const { left, given } = await post("/handover/give", { taker, cases });
  const stays = Array.isArray(left) ? left.map(String) : [];
  done(given === true ? "given" : "written");
  if (stays.length) tell([...spoken("left"), said(stays.join(", "))]);
}

async function keepLine(field: HTMLInputElement): Promise<void> {
  const text = field.value.trim();
  const about = field.dataset["line"] ?? "";
  if (!text) return;
  const line = await piece(await ask(`/handover/say/${about}`, "write", { case: about, arguments: { kind: "handover", text } }));
  field.closest(".hand")?.querySelector(".lines")?.append(line);
  field.value = "";
}

async function keepNote(): Promise<void> {
  const field = note();
  const text = field?.value.trim();
  if (!field || !text) return;
  const line = await piece(await ask("/handover/say", "write", { arguments: { kind: "handover", text } }));
  document.querySelector("#notes")?.prepend(line);
  field.value = "";
}

async function decide(button: HTMLButtonElement): Promise<void> {
  const after = button.dataset["then"] ?? "";
  await post(button.dataset["do"] ?? "", {});
  const hand = button.closest<HTMLElement>(".hand");
  if (hand) {
    hand.querySelector(".decide")?.replaceChildren(...spoken(after));
    hand.focus();
  } else {
    button.closest(".offer")?.remove();
    done(after);
  }
}

function said(text: string): Node {
  const told = document.createElement("p");
  told.textContent = text;
  return told;
}

function tell(nodes: Node[]): void {
  const box = document.querySelector<HTMLElement>("#trouble");
  box?.querySelector("div")?.replaceChildren(...nodes);
  show("#trouble", nodes.length > 0);
  if (nodes.length) box?.focus();
}

function done(code: string): void {
  const place = document.querySelector("#done");
  if (place) place.textContent = sentence(code).trim();
  show("#done", true);
}

function show(css: string, shown: boolean): void {
  const found = document.querySelector<HTMLElement>(css);
  if (found) found.hidden = !shown;
}

function keys(): void {
  const here = (): HTMLElement | undefined => hands().find((hand) => hand.contains(document.activeElement));
  const step = (by: number): void => {
    const list = hands();
    const at = list.findIndex((hand) => hand.contains(document.activeElement));
    list[Math.min(Math.max(at + by, 0), list.length - 1)]?.focus();
  };
  const press = (after: string): void => here()?.querySelector<HTMLElement>(`[data-then=${after}]`)?.click();
  bind({
    j: () => { step(1); },
    k: () => { step(-1); },
    i: () => here()?.querySelector<HTMLElement>("[data-line]")?.focus(),
    t: () => { press("taken"); },
    l: () => { press("kept"); },
    p: () => { print(); },
  });
}
