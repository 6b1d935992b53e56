/** The queue's page. */
import * as keys from "./keys.js";
import * as acts from "./queue-acts.js";
import * as glance from "./queue-glance.js";
import * as live from "./queue-live.js";
import * as rows from "./queue-rows.js";
import * as trail from "./trail.js";

/** Start it. */
export function start(): void {
  const list = document.querySelector<HTMLElement>("#rows");
  if (!list) return;
  pointing(list);
  acts.start();
  glance.start();
  live.start();
  rows.fetchAsOneGoesOn();
  const first = rows.all()[0];
  if (first) rows.stand(first);
  keys.bind({
    j: () => void rows.go(1),
    k: () => void rows.go(-1),
    ArrowDown: () => void rows.go(1),
    ArrowUp: () => void rows.go(-1),
    o: () => { open(""); },
    r: () => { open("#answer"); },
    x: () => { withRow(rows.toggle); },
    X: () => { withRow(rows.pickTo); },
    n: () => void live.showNew(),
    g: () => void glance.now(),
    c: () => void acts.act("claim"),
    a: () => void acts.act("assign"),
    u: () => void acts.act("urgency"),
    z: () => void acts.undo(),
    "/": filter,
    Escape: rows.pickNone,
  });
}

function withRow(act: (row: HTMLElement) => void): void {
  const row = rows.here();
  if (row) act(row);
}

function open(place: string): void {
  withRow((row) => {
    trail.lay(rows.all().map(rows.idOf));
    location.assign(rows.link(row).href + place);
  });
}

function filter(): void {
  const panel = document.querySelector<HTMLDetailsElement>("#filters");
  if (!panel) return;
  panel.open = true;
  panel.querySelector<HTMLElement>("input, select")?.focus();
}

/** A press on a box selects, with Shift a range; on a row it opens, and the way back is kept. */
function pointing(list: HTMLElement): void {
  list.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>(".row");
    if (!row) return;
    if (target.matches(".pick input")) {
      if (event.shiftKey) rows.pickTo(row);
      else rows.pick(row, (target as HTMLInputElement).checked);
      rows.stand(row);
    } else if (target.closest(".to")) {
      trail.lay(rows.all().map(rows.idOf));
    }
  });
  list.addEventListener("focusin", (event) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>(".row");
    if (row) rows.stand(row);
  });
}
