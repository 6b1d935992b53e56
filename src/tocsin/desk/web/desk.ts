/** The desk's script: the frame, and what each page names as its own part in `data-page`. */
import { start } from "./frame.js";

const pages: Record<string, () => Promise<{ start: () => void | Promise<void> }>> = {
  queue: () => import("./queue.js"),
  roster: () => import("./watch_roster.js"),
};

start();
const load = pages[document.documentElement.dataset["page"] ?? ""];
if (load) void load().then((page) => page.start());
