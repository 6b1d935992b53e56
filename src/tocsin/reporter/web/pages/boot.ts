/**
 * The only script that a page names. It loads the page's own script when this browser can run it; otherwise the page
 * stays what it is without script: a form that our server seals in memory, and it says so.
 */
import "./engine.js";

const scripts: Record<string, () => Promise<{ start: () => Promise<void> }>> = {};

const wanted = document.documentElement.dataset["script"];
const load = wanted === undefined ? undefined : scripts[wanted];
// A script that fails to load or to start leaves the page as it was: nothing is hidden before it runs.
if (load) load().then((page) => page.start()).catch(() => undefined);

export {};
