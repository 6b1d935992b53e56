/** A case's page: what stands in clear acts at once; what was told comes when an officer asks, and is covered again. */
import * as keys from "./keys.js";
import { act, refresh, undo } from "./case-acts.js";
import { choose, go, paper } from "./case-choosing.js";
import { heart } from "./case-here.js";
import { read, readAgain, startReading } from "./case-reading.js";
import { conclude } from "./case-writing.js";
import * as trail from "./trail.js";

const root = (): HTMLElement => document.querySelector<HTMLElement>("#case") as HTMLElement;

/** Start it. */
export function start(): void {
  const id = root().dataset["case"] ?? "";
  const way = document.querySelector<HTMLAnchorElement>("#to-queue");
  if (way) way.href = trail.back();
  startReading();
  heart();
  refresh.watch();
  keys.bind({
    o: () => void (document.querySelector<HTMLElement>("#covered:not([hidden])") ? readAgain() : read()),
    c: () => void act({ act: "claim" }),
    r: () => { go("#answer-text"); },
    n: () => { paper("note"); },
    f: () => { paper("finding"); },
    t: () => { go("#title"); },
    e: choose,
    E: conclude,
    x: () => { document.querySelector<HTMLAnchorElement>("#to-export")?.click(); },
    z: () => void undo(),
    j: () => { open(id, 1); },
    k: () => { open(id, -1); },
  });
  // One who came from the queue asked for this case: the reason is that it is there.
  // Who comes by the browser's back button may be another than who left, so nothing is read for them.
  if (!isBack() && (trail.beside(id, 0) === id || root().dataset["mine"] === "yes")) void read();
}

function isBack(): boolean {
  const [way] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return way?.type === "back_forward";
}

function open(id: string, step: 1 | -1): void {
  const next = trail.beside(id, step);
  if (next) location.assign(`/cases/${next}`);
}
