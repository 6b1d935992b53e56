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
