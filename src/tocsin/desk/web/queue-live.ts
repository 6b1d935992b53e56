/**
 * The queue without a reload: asks every few seconds whether anything changed, and shows it where it stands.
 *
 * What others do changes rows in place. What is new waits behind a bar, so that nothing moves under somebody's eyes.
 */
import * as rows from "./queue-rows.js";
import { sentence } from "./sentences.js";

const EVERY = 4000; // milliseconds
const ANEW = 60_000; // asked without a token: what no event tells of is seen after a minute

type Order = [id: string, version: string][];

interface Pulse {
  token: string;
  away: boolean;
  order?: Order;
  /** Whether the order reaches as far as what is shown; if not, a row that is not in it may still be there. */
  whole?: boolean;
  strip?: string;
  counts?: Record<string, number>;
}

const list = (): HTMLElement => document.querySelector<HTMLElement>("#rows") as HTMLElement;
let order: Order = [];
let fresh: string[] = [];
let whole = true;
let asked = 0;
let running = false;

/** Begin to follow. */
export function start(): void {
  asked = Date.now();
  setInterval(() => { if (!document.hidden) void look(); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) void look(); });
  addEventListener("focus", () => void look());
  document.querySelector("#new button")?.addEventListener("click", () => void showNew());
}

/** Ask now whether anything changed. */
export async function look(): Promise<void> {
  if (running) return;
  running = true;
  try {
    await ask();
  } catch {
    tellAway(true, "away");
  } finally {
    running = false;
  }
}

async function ask(): Promise<void> {
  const anew = Date.now() - asked > ANEW;
  if (anew) asked = Date.now();
  const token = anew ? "" : (list().dataset["token"] ?? "");
  const answer = await fetch(`/queue/pulse?${rows.filters()}&until=${list().dataset["next"] ?? ""}&token=${token}`, { redirect: "error" });
  if (!answer.ok) throw new Error("away");
  const pulse = (await answer.json()) as Pulse;
  tellAway(pulse.away, "opener-away");
  if (pulse.order) {
    order = pulse.order;
    whole = pulse.whole ?? true;
    await settle();
    paint(pulse);
  }
  list().dataset["token"] = pulse.token;
}

/** Draw anew what changed, dim what left this view, and count what is new. */
async function settle(): Promise<void> {
  const versions = new Map(order);
  const shown = rows.all();
  const changed = shown.filter((row) => {
    const version = versions.get(rows.idOf(row));
    return version === undefined ? whole && !row.classList.contains("gone") : version !== row.dataset["v"];
  });
  const drawn = await rows.named(changed.map(rows.idOf));
  for (const row of drawn) rows.replace(row);
  const there = new Set(drawn.map(rows.idOf));
  for (const id of changed.map(rows.idOf)) {
    if (!there.has(id)) takeAway(id);
    else if (!versions.has(id)) leave(id);
  }
  fresh = newOnes();
  const bar = document.querySelector<HTMLElement>("#new");
  const told = bar?.querySelector("span");
  if (!bar || !told) return;
  bar.hidden = fresh.length === 0;
  const words = sentence("new", fresh.length);
  if (fresh.length && told.textContent !== words) told.textContent = words;
}

/** Take away a case that does not exist for this officer any more, with all that was glanced at. */
function takeAway(id: string): void {
  const row = rows.rowOf(id);
  const beside = row?.nextElementSibling ?? row?.previousElementSibling;
  const stood = row !== null && rows.here() === row;
  row?.remove();
  if (stood && beside instanceof HTMLElement) rows.stand(beside);
}

function leave(id: string): void {
  const row = rows.rowOf(id);
  if (!row || row.classList.contains("gone")) return;
  row.classList.add("gone");
  row.querySelector(".line")?.append(Object.assign(document.createElement("span"), { className: "mark", textContent: sentence("gone") }));
}

/** Return the ids of this view that are not shown; behind the last page that was fetched nothing is new. */
function newOnes(): string[] {
  const unknown = order.map(([id]) => id).filter((id) => !rows.rowOf(id));
  if (!list().dataset["next"]) return unknown;
  const last = order.findLastIndex(([id]) => rows.rowOf(id) !== null);
  const before = new Set(order.slice(0, last + 1).map(([id]) => id));
  return unknown.filter((id) => before.has(id));
}

/** Show what is new at its place, take away what left, and go to the first of the new ones. */
export async function showNew(): Promise<void> {
  const ids = fresh;
  if (!ids.length) return;
  const drawn = await rows.named(ids);
  for (const row of rows.all()) if (row.classList.contains("gone")) row.remove();
  const place = new Map(order.map(([id], index) => [id, index]));
  for (const row of drawn) {
    const mine = place.get(rows.idOf(row)) ?? 0;
    const behind = rows.all().find((each) => (place.get(rows.idOf(each)) ?? -1) > mine);
    if (behind) behind.before(row);
    else list().append(row);
    row.classList.add("changed");
    rows.arrived(row);
  }
  document.querySelector(".work > .nothing")?.remove();
  fresh = [];
  const bar = document.querySelector<HTMLElement>("#new");
  if (bar) bar.hidden = true;
  const first = drawn.sort((a, b) => (place.get(rows.idOf(a)) ?? 0) - (place.get(rows.idOf(b)) ?? 0))[0];
  if (first) rows.goTo(first);
}

function tellAway(away: boolean, code: string): void {
  const bar = document.querySelector<HTMLElement>("#away");
  if (!bar) return;
  if (bar.hidden === !away && bar.dataset["why"] === code) return;
  const told = bar.querySelector("span");
  if (away && told) told.textContent = sentence(code);
  bar.dataset["why"] = code;
  bar.hidden = !away;
}

function paint(pulse: Pulse): void {
  const strip = document.querySelector("#strip");
  if (strip && pulse.strip !== undefined) strip.innerHTML = pulse.strip;
  for (const [view, count] of Object.entries(pulse.counts ?? {})) {
    const told = document.querySelector(`[data-count="${view}"]`);
    if (told) told.textContent = String(count);
  }
}
