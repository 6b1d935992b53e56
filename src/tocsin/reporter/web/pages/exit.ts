/**
 * Leave this page at once: from any link marked `data-leave`, or by Shift three times within five seconds.
 *
 * The sheet is laid before the other page is asked for, because on a slow line that takes seconds in which somebody
 * looks over the shoulder. What was typed is emptied too, so that "Back" from a browser's memory shows nothing.
 */
const TIMES = 3;
const WITHIN = 5000;

/** Wire the links and the key; returns what was wired, for a page that takes them away again. */
export function watch(): void {
  const address = document.documentElement.dataset["exit"];
  if (address === undefined || address === "") return;
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.target.closest("[data-leave]") === null) return;
    event.preventDefault();
    leave(address);
  });
  countShift(() => {
    leave(address);
  });
  // A browser that keeps whole pages in memory would bring the sheet back, and with it a page that can do nothing.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector(".gone")) location.reload();
  });
}

function leave(address: string): void {
  say("left");
  const sheet = document.createElement("div");
  sheet.className = "gone";
  document.body.append(sheet);
  document.title = address.replace(/^https:\/\/(www\.)?/, "");
  for (const field of document.querySelectorAll("input, textarea")) {
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) field.value = "";
  }
  goFrom(address);
}

/** The steps of a form are entries of the history: back to the first of them, whose place the other page takes. */
function goFrom(address: string): void {
  const depth = (history.state as { depth?: number } | null)?.depth ?? 0;
  const go = (): void => { location.replace(address); };
  if (depth === 0) {
    go();
    return;
  }
  window.addEventListener("popstate", go, { once: true });
  setTimeout(go, 200); // whatever the history does
  history.go(-depth);
}

/** Call `done` when Shift alone was pressed and let go three times; a letter in between is somebody writing. */
function countShift(done: () => void): void {
  let count = 0;
  let alone = false;
  let timer: number | undefined;
  const show = (): void => {
    const dots = document.querySelector<HTMLElement>(".exit-dots");
    if (dots === null) return;
    dots.hidden = count === 0;
    Array.from(dots.children).forEach((dot, i) => dot.classList.toggle("on", i < count));
  };
  const reset = (): void => {
    count = 0;
    show();
    say("");
  };
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift" && (alone || !event.repeat);
    if (event.key !== "Shift" && count > 0) reset();
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    count += 1;
    show();
    clearTimeout(timer);
    timer = window.setTimeout(reset, WITHIN);
    if (count === TIMES) done();
    else say(count === 1 ? "twice" : "once");
  });
}

/** Say aloud, for a screen reader, one of the sentences that the page carries. */
function say(which: "left" | "twice" | "once" | ""): void {
  const place = document.querySelector<HTMLElement>(".exit-said");
  if (place) place.textContent = which === "" ? "" : (place.dataset[which] ?? "");
}
