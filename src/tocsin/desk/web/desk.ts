/** The desk's script: the frame, and what each page names as its own part in `data-page`. */
import { start } from "./frame.js";
import * as indicator from "./indicator.js";

/** The pages' policy lets text become markup, which runs nothing under it; no text becomes a script, ours not either. */
interface TrustedTypes { createPolicy(name: string, rules: { createHTML: (html: string) => string }): unknown }
(globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("default", { createHTML: (html) => html });

type Load = () => Promise<{ start: () => void | Promise<void> }>;

const pages: Record<string, Load> = {
  queue: () => import("./queue.js"),
  handover: () => import("./watch_handover.js"),
  case: () => import("./case.js"),
  "case-print": () => import("./case-print.js"),
  export: () => import("./exporting.js"),
  refer: () => import("./referring.js"),
  officers: () => import("./officers.js"),
  roster: () => import("./watch_roster.js"),
  "sign-in": () => import("./sign-in.js"),
  shift: () => import("./shift-page.js"),
  keys: () => import("./keys-page.js"),
  codes: () => import("./codes-page.js"),
};
/** Pieces that stand in a page of another room, or beside its first. */
const pieces: Record<string, Load[]> = {
  case: [() => import("./files.js")],
  keys: [() => import("./passkeys-page.js")],
};

start();
void indicator.start();
const page = document.documentElement.dataset["page"] ?? "";
const loads = [pages[page], ...(pieces[page] ?? [])].filter((load) => load !== undefined);
// Until then a press on a row is a plain link, which leaves no way back and asks for a reason on the next page.
void Promise.all(loads.map(async (load) => (await load()).start())).then(() => { document.documentElement.dataset["started"] = "yes"; });
