/**
 * The guide on one page: what was chosen stays, what follows is fetched and put below it, and the address says the way.
 * Only the guide's own pages are fetched, the same that a reader without script opens one after the other.
 */
import { after, local, state, week } from "./hours.js";
import { filled, find } from "./parts.js";

const STALE = 90 * 86_400_000; // milliseconds: as long as the press counts a contact point as tried
const WAY = /^[a-z][a-z0-9-]*(\/(in\/)?[A-Za-z0-9][A-Za-z0-9.-]*)?$/;

/** Take the page over. */
export async function start(): Promise<void> {
  enliven(document);
  const first = document.querySelector<HTMLElement>('[data-guide="what"]');
  if (!first) return;
  document.addEventListener("click", (event) => { follow(event, first); });
  addEventListener("popstate", () => void go(first, location.hash.slice(1)));
  await go(first, location.hash.slice(1));
}

const language = (): string => document.documentElement.lang;
const base = (): string => `/${language()}/guide`;

/** Say of every week below `root` whether it is now, and of every contact point whether it was tried lately. */
function enliven(root: ParentNode, now = new Date()): void {
  for (const shown of root.querySelectorAll<HTMLElement>("[data-zone]")) said(shown, now);
  for (const assured of root.querySelectorAll<HTMLElement>("[data-assured]")) {
    const stale = assured.parentElement?.querySelector<HTMLElement>("[data-stale]");
    if (stale && now.getTime() - Date.parse(assured.dataset["assured"] ?? "") > STALE) stale.hidden = false;
  }
  for (const print of root.querySelectorAll<HTMLElement>("[data-print]")) {
    print.hidden = false;
    print.addEventListener("click", () => { window.print(); });
  }
}

function said(shown: HTMLElement, now: Date): void {
  const hours = week(shown.dataset["zone"] ?? "UTC", shown.dataset["open"] ?? "", shown.dataset["off"] ?? "");
  const { open, next } = state(hours, now);
  const texts = shown.closest<HTMLElement>("[data-says-open]")?.dataset;
  const line = shown.querySelector<HTMLElement>("[data-now]");
  if (!line || !texts || !next) return;
  const clock = [Math.floor(next.minute / 60), next.minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
  const day = new Intl.DateTimeFormat(language(), { weekday: "long", timeZone: "UTC" });
  const when = next.days > 0 ? `${day.format(after(local(now, hours.zone).day, next.days))} ${clock}` : clock;
  line.textContent = filled((open ? texts["saysOpen"] : texts["saysClosed"]) ?? "", { until: when, opens: when });
  line.dataset["now"] = open ? "open" : "closed";
  line.hidden = false;
}

function follow(event: MouseEvent, first: HTMLElement): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("[data-guide] a") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const way = link.pathname.slice(base().length + 1);
  if (!link.pathname.startsWith(`${base()}/`) || !WAY.test(way) || way === "not-to-report") return;
  event.preventDefault();
  history.pushState(null, "", `#${way}`);
  void go(first, way);
}

/** Show a way, `CONCERN/WHERE`; an empty one is the list of what was noticed. A page that cannot be had is opened as one. */
async function go(first: HTMLElement, way: string): Promise<void> {
  const parts = WAY.test(way) ? way.split("/") : [];
  const steps = parts.length > 1 ? [parts[0] ?? "", way] : parts;
  let at = first;
  for (const step of steps) {
    const known = at.nextElementSibling;
    const next = known instanceof HTMLElement && known.dataset["way"] === step ? known : await fetched(step);
    if (!next) return;
    if (next !== known) {
      cut(at);
      at.after(next);
      enliven(next);
    }
    choose(at, step);
    at = next;
  }
  cut(at);
  choose(at, "");
  if (at !== first || steps.length === 0) reveal(at, steps.length > 0);
}

async function fetched(step: string): Promise<HTMLElement | null> {
  const address = `${base()}/${step}`;
  try {
    const answer = await fetch(address, { credentials: "omit", redirect: "error" });
    if (!answer.ok) throw new Error("no such page");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = document.importNode(find("[data-guide]", page), true);
    part.dataset["way"] = step;
    return part;
  } catch {
    location.assign(address);
    return null;
  }
}

/** Fold a step to what was chosen in it, with a way back; or open it again. */
function choose(step: HTMLElement, way: string): void {
  const list = step.querySelector<HTMLElement>("[data-choices]");
  const chosen = step.querySelector<HTMLAnchorElement>("[data-chosen]");
  if (!list || !chosen) return;
  const link = list.querySelector<HTMLAnchorElement>(`a[href="${base()}/${way}"]`);
  list.hidden = way !== "";
  chosen.hidden = way === "";
  const back = step.dataset["way"] ?? "";
  chosen.href = `#${back}`;
  const name = chosen.querySelector("b");
  if (name) name.textContent = link?.querySelector("b")?.textContent ?? "";
}

function cut(step: HTMLElement): void {
  let next = step.nextElementSibling;
  while (next instanceof HTMLElement && next.dataset["way"] !== undefined) {
    const gone = next;
    next = next.nextElementSibling;
    gone.remove();
  }
}

function reveal(step: HTMLElement, moved: boolean): void {
  if (!moved) return;
  const heading = step.querySelector<HTMLElement>("h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  step.scrollIntoView({ block: "start" });
}
