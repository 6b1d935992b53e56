/** The page of a case's export: look at what would leave, propose it, agree, fetch it. */
import { wanted, type Agreed } from "./exporting-agreeing.js";
import { fingerprint, NoRecipient, read } from "./exporting-recipient.js";
import { caseId, look, path, say, tell } from "./exporting-said.js";
import { draw, start as startWaiting } from "./exporting-waiting.js";
import { Refused } from "./http.js";
import { part, partOf, reveal, write } from "./parts.js";
import { sentence } from "./sentences.js";
import { propose } from "./signing.js";

const reason = (): string => partOf(HTMLInputElement, "export-reason")?.value.trim() ?? "";
const typed = (): string => partOf(HTMLTextAreaElement, "export-recipient")?.value ?? "";

/** Start the page. */
export async function start(): Promise<void> {
  part("export-look")?.addEventListener("click", () => { void leaving().catch(say); });
  part("export-recipient")?.addEventListener("input", () => { void shown(); });
  part("export-file")?.addEventListener("change", () => { void fromFile().catch(say); });
  part("export-form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    void (part("export-rest")?.hidden ? leaving() : proposed()).catch(say);
  });
  await shown();
  await startWaiting();
}

async function leaving(): Promise<void> {
  say(undefined);
  if (!reason()) { part("export-reason")?.focus(); throw new Refused("reason-missing", "", ""); }
  const place = part("export-leaving");
  if (!place) return;
  await look(place, reason());
  reveal("export-rest", true);
}

/** Show the fingerprint of what was typed as soon as it is a key; while somebody still types, nothing is wrong. */
async function shown(): Promise<void> {
  write("export-fault", "");
  let recipient = "";
  try {
    recipient = read(typed());
  } catch (error) {
    if (error instanceof NoRecipient && error.code === "secret-key") refuse(error);
  }
  reveal("export-print", recipient !== "");
  const print = part("export-print")?.querySelector("[data-print]");
  if (print && recipient) print.textContent = await fingerprint(recipient);
}

/** Take a file's key over into the field; a secret key does not even come that far. */
async function fromFile(): Promise<void> {
  const file = partOf(HTMLInputElement, "export-file");
  const field = partOf(HTMLTextAreaElement, "export-recipient");
  const text = await file?.files?.[0]?.text();
  if (!file || !field || text === undefined) return;
  file.value = "";
  write("export-fault", "");
  try {
    field.value = read(text);
  } catch (error) {
    refuse(error);
    return;
  }
  await shown();
}

function refuse(error: unknown): void {
  if (!(error instanceof NoRecipient)) throw error;
  write("export-fault", sentence(error.code));
  const field = partOf(HTMLTextAreaElement, "export-recipient");
  if (error.code === "secret-key" && field) field.value = "";
  field?.focus();
}

async function proposed(): Promise<void> {
  say(undefined);
  if (!reason()) { part("export-reason")?.focus(); throw new Refused("reason-missing", "", ""); }
  let agreed: Agreed;
  try {
    agreed = { recipient: read(typed()), ...rewrite() };
  } catch (error) {
    refuse(error);
    return;
  }
  if (!(await propose(`${path()}/propose`, wanted(agreed, caseId(), reason())))) return;
  partOf(HTMLFormElement, "export-form")?.reset();
  reveal("export-rest", false);
  reveal("export-print", false);
  await draw();
  tell("proposed");
}

/** The rewrite that is chosen, as it was looked at. */
function rewrite(): Pick<Agreed, "rewrite"> {
  const chosen = document.querySelector<HTMLInputElement>("#export-leaving input[name=contents]:checked");
  const { paper, version } = chosen?.dataset ?? {};
  return paper && version ? { rewrite: { paper, version: Number(version) } } : {};
}
