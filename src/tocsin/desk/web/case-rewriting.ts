/**
 * The rewrite beside its report: hints are marked in the field while one types. The marks lie on a ground behind the
 * field that holds the same words in the same type, so the field stays a plain one, with its undo and its input method.
 */
import { caseId } from "./case-acts.js";
import { post } from "./http.js";
import { moved, ofPieces, type Mark } from "./marks.js";

const PAUSE = 600;
let pausing: ReturnType<typeof setTimeout> | undefined;

const list = (): HTMLElement | null => document.querySelector<HTMLElement>("#rewrite-hints");

/** Bind the field of a piece that was just drawn. */
export function startRewriting(): void {
  const field = document.querySelector<HTMLTextAreaElement>("#rewrite-text");
  if (!field) return;
  const shown = { text: field.value, marks: [] as Mark[] };
  field.addEventListener("input", () => {
    shown.marks = moved(shown.marks, shown.text, field.value);
    shown.text = field.value;
    draw(shown.text, shown.marks);
    clearTimeout(pausing);
    pausing = setTimeout(() => void look(), PAUSE);
  });
  list()?.addEventListener("click", (event) => {
    const { start, end } = (event.target as HTMLElement).closest<HTMLElement>("button")?.dataset ?? {};
    if (start === undefined) return;
    field.focus();
    field.setSelectionRange(Number(start), Number(end));
  });
  draw(shown.text, []);
  if (shown.text) void look();

  async function look(): Promise<void> {
    const text = shown.text;
    const answer = await post(`/cases/${caseId()}/hints`, { text }).catch(() => undefined);
    if (!answer || text !== shown.text) return; // no hint is lost by it: the next pause asks again
    shown.marks = ofPieces(answer["pieces"] as { text: string; why: string }[]);
    draw(text, shown.marks);
    tell(text, shown.marks);
  }
}

function draw(text: string, marks: Mark[]): void {
  const ground = document.querySelector<HTMLElement>(".marked-ground");
  if (!ground) return;
  const parts: (string | HTMLElement)[] = [];
  let end = 0;
  for (const mark of marks) {
    parts.push(text.slice(end, mark.start), made("mark", text.slice(mark.start, mark.end)));
    end = mark.end;
  }
  // A last line that is empty has no height of its own; the space gives it one.
  ground.replaceChildren(...parts, `${text.slice(end)} `);
}

function tell(text: string, marks: Mark[]): void {
  const told = document.querySelector<HTMLElement>("#rewrite-hints-told");
  if (told) told.textContent = marks.length || !text.trim() ? "" : (told.dataset["none"] ?? "");
  list()?.toggleAttribute("hidden", marks.length === 0);
  list()?.replaceChildren(...marks.map(({ start, end, why }) => {
    const [line, button] = [made("li", ""), made("button", text.slice(start, end))];
    Object.assign(button.dataset, { start, end });
    button.setAttribute("type", "button");
    button.className = "quiet";
    line.append(button, " ", why);
    return line;
  }));
}

function made(name: string, text: string): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
