/** For `test_flood_browser.py`: the solver of the pages, in a page of a real line. */
import { solve } from "../../../src/tocsin/reporter/web/pages/work.js";

Object.assign(window, {
  /** Ask without work, solve what the line asks for, ask again; the longest that the page stood still meanwhile. */
  paid: async (url: string, init: RequestInit) => {
    const first = await fetch(url, init);
    const asked = (await first.json()) as { challenge: unknown };
    const began = performance.now();
    let [last, longest, told] = [began, 0, 0];
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 10);
    const proof = await solve(asked.challenge, { progress: () => { told += 1; } });
    clearInterval(beat);
    const worked = performance.now() - began;
    const headers = new Headers(init.headers);
    headers.set("Tocsin-Work", proof);
    const second = await fetch(url, { ...init, headers });
    return { statuses: [first.status, second.status], longest, worked, told };
  },
});
