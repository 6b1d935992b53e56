/** What the form shows of drafts: the offer to keep one, its words, and the way back into it. */
import { BadReceipt } from "../../../envelope/web/errors.js";
import { loadLists } from "../../../envelope/web/lists.js";
import { type Derived, parseReceipt } from "../../../envelope/web/receipt.js";
import { fillReceipt, type Receipt } from "./done.js";
import { Draft } from "./draft.js";
import { find, findA, part, parts, text } from "./parts.js";

/** Milliseconds without a key, after which a draft is kept. */
const PAUSE = 800;

/** What a draft needs of the form. */
export interface Drafted {
  form: HTMLFormElement;
  /** What a receipt derives for this line. */
  derive: (secret: Uint8Array) => Derived;
  receipt: () => Receipt;
  fields: () => Record<string, string>;
  /** Go on with what was kept; its words are the receipt from now on. */
  resume: (secret: Uint8Array, fields: Record<string, string>) => void;
}

/** Show the offer, or the way back where something is kept; returns what keeps. */
export async function offer(drafted: Drafted): Promise<Draft> {
  const draft = new Draft(drafted.derive);
  const place = part("t-draft");
  find(".go", drafted.form).after(place);
  find(".offer button", place).addEventListener("click", () => { void begin(draft, drafted, place); });
  if (await draft.kept()) showResume(draft, drafted, place);
  return draft;
}

async function begin(draft: Draft, drafted: Drafted, place: HTMLElement): Promise<void> {
  const kept = find(".kept", place);
  try {
    await draft.keep(drafted.receipt().secret, drafted.fields());
  } catch {
    kept.textContent = text("no-draft");
    kept.hidden = false;
    return;
  }
  kept.replaceChildren(parts("t-kept"));
  fillReceipt(kept, drafted.receipt());
  kept.hidden = false;
  find(".offer", place).hidden = true;
  find("h2", kept).tabIndex = -1;
  find("h2", kept).focus();
  const stop = follow(draft, drafted);
  find("button", kept).addEventListener("click", () => {
    stop();
    void draft.drop();
    kept.hidden = true;
    kept.replaceChildren();
    find(".offer", place).hidden = false;
    find("summary", place).focus();
  });
}

/** Keep the draft after each pause in typing; returns what stops it. */
function follow(draft: Draft, drafted: Drafted): () => void {
  let timer: number | undefined;
  const save = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (drafted.form.querySelector(".draft")) draft.keep(drafted.receipt().secret, drafted.fields()).catch(() => undefined);
    }, PAUSE);
  };
  drafted.form.addEventListener("input", save);
  return () => {
    clearTimeout(timer);
    drafted.form.removeEventListener("input", save);
  };
}

function showResume(draft: Draft, drafted: Drafted, place: HTMLElement): void {
  const section = part("t-resume");
  find("#way").before(section);
  place.remove(); // one draft is kept, and not another's in its place
  const field = findA(HTMLTextAreaElement, "#draft", section);
  find(".open", section).addEventListener("click", () => {
    void opened(draft, field).then((found) => {
      if (typeof found === "string") {
        tell(section, field, found);
        return;
      }
      section.remove();
      find(".go", drafted.form).after(place);
      drafted.resume(found.secret, found.fields);
      void begin(draft, drafted, place);
    });
  });
  find(".drop", section).addEventListener("click", () => {
    void draft.drop();
    section.remove();
    find(".go", drafted.form).after(place);
    find("h1").focus();
  });
}

type Opened = { secret: Uint8Array; fields: Record<string, string> };

/** What the typed words open, or the code of what to say. */
async function opened(draft: Draft, field: HTMLTextAreaElement): Promise<Opened | string> {
  let secret: Uint8Array;
  try {
    secret = parseReceipt(field.value, await loadLists(), document.documentElement.lang);
  } catch (error) {
    if (error instanceof BadReceipt) return "not-words";
    throw error;
  }
  const fields = await draft.open(secret);
  return fields ? { secret, fields } : "wrong-words";
}

function tell(section: HTMLElement, field: HTMLElement, code: string): void {
  section.querySelector(".fault")?.remove();
  const line = document.createElement("p");
  [line.className, line.id, line.textContent] = ["fault", "draft-fault", text(code)];
  line.setAttribute("role", "alert");
  field.setAttribute("aria-invalid", "true");
  field.before(line);
  field.focus();
}
