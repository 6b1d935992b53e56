/**
 * What came with a case. Nothing is fetched until an officer presses; each look is signed, logged, and shows pixels or
 * text that our server made, never the file itself. No file, name or word is kept in this browser.
 */
import { hand, wholeOriginal } from "./files-saving.js";
import { view } from "./files-viewer.js";
import { Refused } from "./http.js";
import { ask, askInTurn, type Asked } from "./shift.js";

const VERB = "attachment";
const LONGEST_WHY = 1_900; // characters; the opener takes 2,000
const BUSY = { times: 8, pause: 2_000 };

/** Listen on the page; pieces that are put in later need nothing more. */
export function start(): void {
  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-file-act]") : null;
    const room = pressed?.closest<HTMLElement>("[data-files]");
    if (pressed && room) void press(room, pressed);
  });
}

async function press(room: HTMLElement, pressed: HTMLElement): Promise<void> {
  const act = pressed.dataset["fileAct"] ?? "";
  if (act === "all") return all(room, pressed);
  if (act === "stay") { interruption(room).close(); return; }
  const file = pressed.closest<HTMLElement>("[data-file]") ?? chosen(room);
  if (!file || file.getAttribute("aria-busy") === "true") return;
  if (act === "ask") { interrupt(room, file); return; }
  if (act === "enlarge" || (act === "preview" && file.querySelector("img"))) { view(room, file); return; }
  await doing(room, file, act);
}

const acts: Record<string, (room: HTMLElement, file: HTMLElement) => Promise<string>> = {
  preview: show, copy: saveCopy, text: read, original: saveOriginal,
};

/** Do one thing with one file: busy meanwhile, told afterwards; give whether it was done. */
async function doing(room: HTMLElement, file: HTMLElement, act: string): Promise<boolean> {
  const bar = document.createElement("progress");
  file.setAttribute("aria-busy", "true");
  file.querySelector(".told-file")?.replaceChildren(bar);
  bar.setAttribute("aria-label", file.querySelector("b")?.textContent ?? "");
  try {
    tell(room, file, (await acts[act]?.(room, file)) ?? "");
    return true;
  } catch (error) {
    tell(room, file, error instanceof Refused ? error.code : "failed", true);
    return false;
  } finally {
    file.removeAttribute("aria-busy");
  }
}

/** Say what a code means, in the officer's language, from the piece's own template. */
function tell(room: HTMLElement, file: HTMLElement, code: string, refused = false): void {
  const said = room.querySelector("template")?.content;
  const text = code ? (said?.querySelector(`[data-code="${CSS.escape(code)}"]`) ?? said?.querySelector('[data-code="failed"]'))?.textContent : "";
  const line = file.querySelector<HTMLElement>(".told-file");
  if (!line) return;
  line.textContent = text ?? "";
  line.classList.toggle("fault", refused || code === "differs");
}

/** Pictures one after another, so that the other officers' turn comes between them. */
async function all(room: HTMLElement, pressed: HTMLElement): Promise<void> {
  if (pressed.getAttribute("aria-disabled") === "true") return;
  pressed.setAttribute("aria-disabled", "true");
  for (const file of room.querySelectorAll<HTMLElement>("[data-file]")) {
    const can = file.querySelector('[data-file-act="preview"]') && !file.querySelector("img");
    if (can && room.isConnected) await doing(room, file, "preview");
  }
  pressed.removeAttribute("aria-disabled");
}

/** What is signed for one part. The log keeps the reason alone: so it says which file, and whether the original left. */
function asked(room: HTMLElement, file: HTMLElement, way: string, part: number): Asked {
  const words = { attachment: file.dataset["file"] ?? "", part };
  const why = (room.dataset["reason"] ?? "").slice(0, LONGEST_WHY);
  const reason = `${why} (file ${file.dataset["number"] ?? ""}: ${way})`;
  return { case: room.dataset["case"] ?? "", reason, arguments: words };
}

/** Have a picture drawn. While others' pictures are drawn we come again, with fresh requests. */
async function drawn(room: HTMLElement, file: HTMLElement, way: string): Promise<Response> {
  for (let time = 1; ; time++) {
    const parts = Array.from({ length: partsOf(file) }, (_, part) => asked(room, file, way, part));
    try {
      return await askInTurn(`${file.dataset["path"] ?? ""}/${way}`, VERB, parts);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "busy" || time === BUSY.times) throw error;
      await new Promise((resolve) => setTimeout(resolve, BUSY.pause));
    }
  }
}

async function show(room: HTMLElement, file: HTMLElement): Promise<string> {
  const answer = await drawn(room, file, "preview");
  const image = new Image();
  image.alt = file.dataset["alt"] ?? "";
  const address = URL.createObjectURL(await answer.blob());
  image.src = address;
  await image.decode().finally(() => { URL.revokeObjectURL(address); });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "thumb";
  button.dataset["fileAct"] = "enlarge";
  button.title = room.dataset["enlarge"] ?? "";
  button.append(image);
  file.querySelector(".out")?.replaceChildren(button);
  return answer.headers.get("Tocsin-Shows") ?? "";
}

async function read(room: HTMLElement, file: HTMLElement): Promise<string> {
  const answer = await ask(`${file.dataset["path"] ?? ""}/text`, VERB, asked(room, file, "text", 0));
  const out = file.querySelector(".out");
  if (out) out.innerHTML = await answer.text();
  return "";
}

async function saveCopy(room: HTMLElement, file: HTMLElement): Promise<string> {
  const answer = await drawn(room, file, "copy");
  hand(await answer.blob(), `${room.dataset["case"] ?? ""}-${file.dataset["number"] ?? ""}.png`);
  return answer.headers.get("Tocsin-Shows") ?? "copied";
}

async function saveOriginal(room: HTMLElement, file: HTMLElement): Promise<string> {
  interruption(room).close();
  const bar = file.querySelector("progress");
  const part = (number: number): Promise<Response> =>
    ask(`${file.dataset["path"] ?? ""}/original`, VERB, asked(room, file, "original", number));
  const { data, sha256 } = await wholeOriginal(partsOf(file), part, (done, of) => {
    if (bar) [bar.max, bar.value] = [of, done];
  });
  hand(data, file.dataset["saved"] ?? "");
  return sha256 === file.dataset["sha256"] ? "whole" : "differs";
}

const partsOf = (file: HTMLElement): number => Number(file.dataset["parts"]);

function interruption(room: HTMLElement): HTMLDialogElement {
  const dialog = room.querySelector<HTMLDialogElement>("dialog.interrupted");
  if (!dialog) throw new Refused("failed", "", "");
  return dialog;
}

/** Ask first, in one sentence: what follows is the file as a stranger sent it. */
function interrupt(room: HTMLElement, file: HTMLElement): void {
  const dialog = interruption(room);
  dialog.dataset["about"] = file.dataset["file"] ?? "";
  const name = dialog.querySelector("[data-saved-as]");
  if (name) name.textContent = file.dataset["saved"] ?? "";
  dialog.showModal();
}

const chosen = (room: HTMLElement): HTMLElement | null =>
  room.querySelector<HTMLElement>(`[data-file="${CSS.escape(interruption(room).dataset["about"] ?? "")}"]`);
