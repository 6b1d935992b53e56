/** What was answered, as the page shows it: put together from the page's own templates, so that every text is the catalogue's. */
import type { Reply } from "../../../envelope/web/replies.js";

/** Days that the charter promises, counted from the first reply; `data-...` of the template. */
export interface Clocks {
  comeBack: number;
  feedback: number;
}

const DAY = 86_400_000;
const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`);
const dayOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10);
const later = (first: string, second: string): string => (first > second ? first : second);

/** When to come back, and by when an answer was promised while that lies ahead; as `look/following.py: come_back`. */
export function comeBack(first: string, newest: string, state: string, clocks: Clocks, today: string): { on: string; feedback: string | null } {
  const promised = dayOf(noon(first) + clocks.feedback * DAY);
  return {
    on: dayOf(noon(later(newest, today)) + clocks.comeBack * DAY),
    feedback: state !== "closed" && promised >= today ? promised : null,
  };
}

export const today = (): string => dayOf(Date.now());

/** Write a day as people of a language do. */
export const writeDay = (day: string, language: string): string =>
  new Intl.DateTimeFormat(language, { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" }).format(noon(day));

/** Fill a copy of the template `opened`: the newest state with what it means, and every reply, newest first. */
export function fillReplies(view: ParentNode, replies: Reply[], clocks: Clocks, language: string): void {
  const [first, newest] = [replies[0], replies[replies.length - 1]];
  if (!first || !newest) return;
  const back = comeBack(first.day, newest.day, newest.state, clocks, today());
  view.querySelectorAll<HTMLElement>(".standing").forEach((standing) => {
    if (standing.dataset["state"] !== newest.state) standing.remove();
  });
  fillDay(view, "on", back.on, language);
  if (back.feedback === null) view.querySelector("[data-slot=promised]")?.remove();
  else fillDay(view, "feedback", back.feedback, language);
  view.querySelectorAll<HTMLElement>("[data-desk]").forEach((told) => { told.hidden = told.dataset["desk"] !== newest.desk; });
  const line = view.querySelector(".timeline");
  const samples = new Map(Array.from(line?.children ?? [], (li) => [li.getAttribute("data-state"), li]));
  samples.forEach((sample) => { sample.remove(); });
  for (const reply of replies.slice().reverse()) {
    const sample = samples.get(reply.state)?.cloneNode(true);
    if (sample instanceof Element) line?.append(entry(sample, reply, language));
  }
  line?.firstElementChild?.classList.add("now");
}

/** Put a day into every place of a name. */
export function fillDay(view: ParentNode, slot: string, day: string, language: string): void {
  view.querySelectorAll<HTMLTimeElement>(`time[data-slot=${slot}]`).forEach((time) => {
    [time.dateTime, time.textContent] = [day, writeDay(day, language)];
  });
}

function entry(item: Element, reply: Reply, language: string): Element {
  const time = item.querySelector("time");
  if (time) [time.dateTime, time.textContent] = [reply.day, writeDay(reply.day, language)];
  const told = item.querySelector<HTMLElement>(".told");
  if (reply.text === "") {
    told?.remove();
  } else {
    item.querySelector("[data-slot=meaning]")?.remove();
    if (told) [told.lang, told.textContent] = [reply.language, reply.text];
  }
  return item;
}
