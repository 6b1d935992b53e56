/** For `test_flood_browser.py`: an errand of the pages, in a page of a real line that asks for work. */
import { Errand, pause, work } from "../../../src/tocsin/reporter/web/pages/errand.js";
import { LineRefused } from "../../../src/tocsin/reporter/web/pages/errors.js";
import type { Outgoing } from "../../../src/tocsin/reporter/web/pages/http.js";

Object.assign(window, {
  /** Send; return the status, what the page was told meanwhile, and the longest that it stood still (milliseconds). */
  errand: async (outgoing: Omit<Outgoing, "body">, body: number[] | number) => {
    const states: string[] = [];
    const done: number[] = [];
    let [last, longest] = [performance.now(), 0];
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 10);
    const watch = { onState: (state: string) => states.push(state), onWork: (part: number) => done.push(part) };
    const sent = new Errand({ origin: location.origin, pause, work }, watch).send({
      ...outgoing,
      body: typeof body === "number" ? new Uint8Array(body) : Uint8Array.from(body),
    });
    const status = await sent.then((incoming) => incoming.status, refused);
    clearInterval(beat);
    return { status, states, done, longest };
  },
});

function refused(error: unknown): number {
  if (error instanceof LineRefused) return error.status;
  throw error;
}
