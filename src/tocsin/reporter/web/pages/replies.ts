/**
 * The page of replies, opened in the browser: words stay here, eight names leave, and what is added is sealed here. Without
 * this script the same form goes to the reader, which shows the same page; the page says which of the two it was.
 */
import { BadKeys, ClosedEpoch } from "../../../envelope/web/errors.js";
import { unhex } from "../../../envelope/web/bytes.js";
import { derive } from "../../../envelope/web/receipt.js";
import type { Reply } from "../../../envelope/web/replies.js";
import type { AdditionKind } from "../../../envelope/web/report.js";
import type { Addition } from "./adding.js";
import { Errand, pause, type State, work } from "./errand.js";
import { FileChanged, FileTooLarge, LineAway, LineRefused, UntrustedLine } from "./errors.js";
import { fetchReplies } from "./fetching.js";
import { clearFaults, say, sentence, showFault, template } from "./saying.js";
import { type Said, unsendable } from "./said.js";
import { type Clocks, comeBack, fillDay, fillReplies, today } from "./timeline.js";
import { Views } from "./views.js";
import { readWords, WrongWords } from "./words.js";

const rng = (size: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(size));
const language = document.documentElement.lang;

/** What seals and sends: not needed to read, so it comes behind what is; asked for as soon as something can be sent. */
const sending = () => import("./adding.js");

/** What is known while the page is open, and nowhere else. */
interface Opened {
  secret: Uint8Array;
  replies: Reply[];
}

function newest({ replies }: Opened): Reply {
  const last = replies[replies.length - 1];
  if (!last) throw new Error("nothing was answered");
  return last;
}

/** Take the page over, if this browser can do all that it takes; otherwise the form stays what it is. */
export function start(): Promise<void> {
  const form = document.getElementById("replies");
  const area = document.getElementById("replies-page");
  if (!(form instanceof HTMLFormElement) || !area || !able()) return Promise.resolve();
  const views = new Views(area, () => { form.reset(); });
  document.querySelectorAll<HTMLElement>("[data-way]").forEach((told) => { told.hidden = told.dataset["way"] !== "browser"; });
  onSubmit(form, () => open(form, views));
  return Promise.resolve();
}

/** Safari 14.0 and old WebViews lack streams that can be piped: they use the reader. */
const able = (): boolean =>
  typeof BigInt === "function" && typeof TransformStream === "function" && "pipeThrough" in ReadableStream.prototype;

async function open(form: HTMLFormElement, views: Views): Promise<void> {
  const [typed, list] = [field(form, "receipt"), field(form, "words")];
  let secret: Uint8Array;
  try {
    secret = await readWords(typed.value, list.value);
  } catch (error) {
    if (!(error instanceof WrongWords)) throw error;
    const ambiguous = form.querySelector<HTMLElement>("#ambiguous");
    if (ambiguous && error.code === "ambiguous") ambiguous.hidden = false;
    showFault(form, error.code === "ambiguous" ? list : typed, sentence(error.code, { places: error.places.join(", ") }));
    return;
  }
  say(form, sentence("looking"));
  const line = unhex(document.documentElement.dataset["line"], 16);
  const errand = new Errand({ origin: location.origin, pause, work }, { onState: telling(form, "looking") });
  const replies = await fetchReplies(derive(secret, line), errand);
  form.reset();
  show({ secret, replies }, views);
}

function show(opened: Opened, views: Views): void {
  if (opened.replies.length === 0) {
    views.show("opened", template("nothing"));
    return;
  }
  const view = template("opened");
  fillReplies(view, opened.replies, clocks(), language);
  sending().catch(() => undefined); // asked for again when something is sent
  if (newest(opened).state === "question") view.querySelector("details")?.setAttribute("open", "");
  view.querySelectorAll<HTMLFormElement>("form[data-kind]").forEach((form) => { wire(form, opened, views); });
  views.show("opened", view);
}

/** Let a form of the page add to the report; a withdrawal is asked once more. */
function wire(form: HTMLFormElement, opened: Opened, views: Views): void {
  let addition: Addition | null = null; // kept, so that sending again goes on where it stopped
  const send = async (said: Said, pressed: HTMLFormElement): Promise<void> => {
    say(pressed, sentence("sending"));
    try {
      const { Addition, openLine } = await sending();
      addition ??= new Addition(rng);
      const onState = telling(pressed, "sending");
      const line = await openLine({ onState });
      const onFile = (number: number, sent: number, total: number): void => {
        say(pressed, sentence("file", { number: String(number), done: mebibytes(sent), whole: mebibytes(total) }));
      };
      await addition.send(said, { line, secret: opened.secret, desk: newest(opened).desk, rng, onState, onFile });
    } catch (error) {
      const [code, name] = failure(error);
      views.back();
      showFault(form, field(form, `${said.kind}-${name}`), sentence(code));
      return;
    }
    form.reset();
    addition = null;
    stored(said.kind, opened, views);
  };
  onSubmit(form, async () => {
    const said = read(form);
    const wrong = unsendable(said);
    if (wrong) {
      showFault(form, field(form, `${said.kind}-text`), sentence(wrong));
    } else if (said.kind === "withdrawal") {
      confirm(views, (asked) => send(said, asked));
    } else {
      await send(said, form);
    }
  });
}

function confirm(views: Views, withdraw: (asked: HTMLFormElement) => Promise<void>): void {
  const view = template("confirm");
  const form = view.querySelector("form");
  if (form) {
    onSubmit(form, async (button) => {
      if (button?.value === "yes") await withdraw(form);
      else views.back();
    });
  }
  views.show("step", view);
}

function stored(kind: AdditionKind, opened: Opened, views: Views): void {
  const view = template(`stored-${kind}`);
  const { day } = newest(opened);
  fillDay(view, "on", comeBack(day, day, "closed", clocks(), today()).on, language);
  view.querySelector("[data-again]")?.addEventListener("click", () => { views.back(); });
  views.show("step", view);
}

/** The code of what went wrong, and the field beside which it is said. */
function failure(error: unknown): [string, "text" | "file"] {
  if (error instanceof FileTooLarge) return ["large", "file"];
  if (error instanceof FileChanged) return ["changed", "file"];
  if (error instanceof UntrustedLine || error instanceof BadKeys) return ["unsigned", "text"];
  if (error instanceof ClosedEpoch) return ["closed", "text"];
  if (error instanceof LineAway) return ["away", "text"];
  if (error instanceof LineRefused) {
    return error.code === "closed-epoch" ? ["closed", "text"] : error.status === 413 ? ["large", "file"] : ["full", "text"];
  }
  return ["failed", "text"];
}

function read(form: HTMLFormElement): Said {
  const kind = form.dataset["kind"] as AdditionKind;
  const chosen = form.querySelector<HTMLInputElement>("input[type=file]")?.files;
  return { kind, text: field(form, `${kind}-text`).value, files: Array.from(chosen ?? []) };
}

/** Run an act when a form is sent, one at a time; a failure nobody foresaw is said, and loses nothing. */
function onSubmit(form: HTMLFormElement, act: (button: HTMLButtonElement | null) => Promise<void>): void {
  let pressed: HTMLButtonElement | null = null; // `event.submitter` is not there before Safari 15.4
  form.querySelectorAll("button").forEach((button) => {
    button.addEventListener("click", () => { pressed = button; });
  });
  let busy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    clearFaults(form);
    act(pressed)
      .catch((error: unknown) => {
        const shown = form.querySelector<HTMLElement>("textarea, button");
        if (shown) showFault(form, shown, sentence(error instanceof LineAway ? "away" : "failed"));
      })
      .finally(() => {
        busy = false;
        say(form, "");
      });
  });
}

const telling = (form: HTMLFormElement, code: string) => (state: State): void => {
  say(form, sentence(state === "waiting" ? "again" : state === "working" ? "working" : code));
};

const clocks = (): Clocks => {
  const { comeBack = "", feedback = "" } = document.getElementById("opened")?.dataset ?? {};
  return { comeBack: Number(comeBack), feedback: Number(feedback) };
};

const mebibytes = (bytes: number): string =>
  new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(bytes / 1024 / 1024);

function field(form: HTMLFormElement, id: string): HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement {
  const found = form.querySelector<HTMLTextAreaElement>(`#${id}`);
  if (!found) throw new Error("the page lacks a field");
  return found;
}
