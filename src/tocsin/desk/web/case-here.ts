/** That somebody has this case open, told every 20 seconds; and what others do, seen without a reload. */
import { caseId, refresh } from "./case-acts.js";
import { post } from "./http.js";
import { sentence } from "./sentences.js";

const EVERY = 20_000;
let version = "";

/** Begin. */
export function heart(): void {
  void beat();
  setInterval(() => { if (!document.hidden) void beat(); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) void beat(); });
  addEventListener("pagehide", () => { leave(); });
  addEventListener("pageshow", (event) => { if (event.persisted) void beat(); });
}

/** Say that nobody has it open here any more; sent although the page goes. */
function leave(): void {
  const token = document.documentElement.dataset["token"] ?? "";
  void fetch(`/cases/${caseId()}/left`, { method: "POST", headers: { "X-CSRFToken": token }, keepalive: true }).catch(() => undefined);
}

async function beat(): Promise<void> {
  try {
    const told = await post(`/cases/${caseId()}/here`, {});
    const names = told["present"] as string[];
    const now = told["version"] as string;
    if (version && now !== version) await refresh();
    version = now;
    const place = document.querySelector<HTMLElement>("#present");
    const words = names.length ? `${sentence("present")} ${names.join(", ")}` : "";
    if (place && place.textContent.trim() !== words) place.textContent = words;
  } catch {
    await refresh();
  }
}
