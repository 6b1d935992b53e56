/**
 * The only script that a page names. It loads the page's own script when this browser can run it; otherwise the page
 * stays what it is without script: a form that our server seals in memory, and it says so.
 */
import "./engine.js";
import { hold } from "./early.js";
import { watch } from "./exit.js";

type Run = (name: string | undefined) => void;

const scripts: Record<string, () => Promise<{ start: (run: Run) => Promise<void> }>> = {
  guide: () => import("./guide.js"),
  home: () => import("./home.js"),
  report: () => import("./report.js"),
  replies: () => import("./replies.js"),
  verify: () => import("./verify.js"),
};

/** Start the script of a name, if there is one. One that fails leaves the page as it was: nothing is hidden before it runs. */
function run(name: string | undefined): void {
  const load = name === undefined ? undefined : scripts[name];
  if (load) hold(load().then((page) => page.start(run)).catch(() => undefined));
}

watch();
run(document.documentElement.dataset["script"]);
