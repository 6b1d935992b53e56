/** One picture as large as the window: turned, enlarged, with more contrast, by buttons or keys. */
import * as keys from "./keys.js";

const STEPS = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6];
const CONTRASTS = ["", "strong", "turned"];

interface Look {
  image: HTMLImageElement;
  turns: number;
  /** Of the picture's own size; nought fits it into the window. */
  scale: number;
  contrast: number;
}

/** Open the viewer on a file whose picture was shown. */
export function view(room: HTMLElement, file: HTMLElement): void {
  const dialog = room.querySelector<HTMLDialogElement>("dialog.viewer");
  const image = file.querySelector("img");
  if (!dialog || !image) return;
  let at = image;
  let look: Look = { image, turns: 0, scale: 0, contrast: 0 };
  const act = (what: string): void => {
    if (what === "close") { dialog.close(); return; }
    const other = what === "before" ? neighbour(room, at, -1) : what === "next" ? neighbour(room, at, 1) : undefined;
    if (other) [at, look] = [other, { image: other, turns: 0, scale: 0, contrast: look.contrast }];
    else look = changed(look, what);
    draw(dialog, look);
  };
  dialog.onclick = (event): void => {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-view]") : null;
    if (pressed) act(pressed.dataset["view"] ?? "");
  };
  dialog.onkeydown = (event): void => { key(event, look, act); };
  dialog.onclose = (): void => { at.closest("button")?.focus(); };
  draw(dialog, look);
  dialog.showModal();
  dialog.querySelector<HTMLElement>(".stage")?.focus();
}

/** Return what one step changes; pure. */
export function changed(look: Look, what: string): Look {
  switch (what) {
    case "left": return { ...look, turns: (look.turns + 3) % 4 };
    case "right": return { ...look, turns: (look.turns + 1) % 4 };
    case "contrast": return { ...look, contrast: (look.contrast + 1) % CONTRASTS.length };
    case "fit": return { ...look, scale: 0 };
    case "larger": return { ...look, scale: look.scale ? (STEPS.find((s) => s > look.scale) ?? look.scale) : 1 };
    case "smaller": return { ...look, scale: STEPS.findLast((s) => s < look.scale) ?? 0 };
    default: return look;
  }
}

const ACTS: Record<string, string> = { "+": "larger", "=": "larger", "-": "smaller", "0": "fit", l: "left", r: "right", c: "contrast" };

/** Single characters only where the officer has not switched them off; arrows move a large picture, else go on. */
function key(event: KeyboardEvent, look: Look, act: (what: string) => void): void {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const arrow = event.key === "ArrowLeft" || event.key === "ArrowRight";
  const what = arrow && !look.scale ? (event.key === forward ? "next" : "before") : keys.on() ? ACTS[event.key] : undefined;
  if (!what) return;
  event.preventDefault();
  act(what);
}

function neighbour(room: HTMLElement, at: HTMLImageElement, way: number): HTMLImageElement | undefined {
  const shown = [...room.querySelectorAll<HTMLImageElement>(".thumb img")];
  return shown[shown.indexOf(at) + way];
}

/** Draw upright or turned; how large is the style's. */
function draw(dialog: HTMLDialogElement, look: Look): void {
  const canvas = dialog.querySelector("canvas");
  const pen = canvas?.getContext("2d");
  if (!canvas || !pen) return;
  const { naturalWidth: width, naturalHeight: height } = look.image;
  [canvas.width, canvas.height] = look.turns % 2 ? [height, width] : [width, height];
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((look.turns * Math.PI) / 2);
  pen.drawImage(look.image, -width / 2, -height / 2);
  canvas.style.inlineSize = look.scale ? `${(canvas.width * look.scale).toFixed()}px` : "";
  canvas.className = look.scale ? "sized" : "";
  canvas.dataset["contrast"] = CONTRASTS[look.contrast] ?? "";
  canvas.setAttribute("aria-label", look.image.alt);
  const title = dialog.querySelector("[data-viewed]");
  if (title) title.textContent = look.image.alt;
}
