/** The form of a proposal: what the act still has to know, the reason, then all of it once more before it is signed. */
import { base64, unbase64 } from "../../envelope/web/bytes.js";
import type { Json } from "../../envelope/web/canonical.js";
import { said } from "./signing-meaning.js";
import { say, tell } from "./officers-said.js";
import { part, partOf, reveal, write } from "./parts.js";
import { sentence } from "./sentences.js";
import { propose } from "./signing.js";
import { fault } from "./signing-ways.js";
import { word } from "./signing-words.js";
import type { Wanted } from "./together.js";

/** Something in the form is missing; `code` names the sentence. */
class Missing extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

type Draw = () => Promise<void>;
type About = Pick<Wanted, "act" | "officer" | "case">;

/** Ask for a new officer. */
export const enrolling = (draw: Draw): void => { open({ act: "enrol" }, word("act-enrol", { officer: "…" }), draw); };

/** Ask what changes about an officer. */
export function changing(person: DOMStringMap, draw: Draw): void {
  field(HTMLSelectElement, "role").value = person["role"] ?? "";
  field(HTMLInputElement, "compartments").value = person["compartments"] ?? "";
  const keys = (person["keys"] ?? "").split(" ");
  field(HTMLSelectElement, "old").replaceChildren(...keys.map((key) => new Option(key, key)));
  open({ act: "", officer: person["officer"] ?? "" }, person["officer"] ?? "", draw);
}

/** Ask why an officer is to be kept from a case no longer. */
export function endingRecusal(officer: string, caseId: string, draw: Draw): void {
  const about = { act: "end-recusal", officer, case: caseId };
  open(about, said({ ...about, reason: "" }), draw);
}

function open(about: About, title: string, draw: Draw): void {
  const dialog = partOf(HTMLDialogElement, "proposing");
  const form = partOf(HTMLFormElement, "proposing-form");
  if (!dialog || !form) return;
  say();
  const over = new AbortController();
  const { signal } = over;
  const chosen = (): string => about.act || (new FormData(form).get("act") as string | null) || "";
  const show = (): void => {
    for (const each of form.querySelectorAll<HTMLElement>("[data-for]")) {
      each.hidden = !(each.dataset["for"] ?? "").split(" ").includes(chosen());
    }
  };
  clear(form, about.act);
  write("proposing-about", title);
  reveal("proposing-acts", about.act === "");
  show();
  form.addEventListener("change", show, { signal });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write("proposing-fault", "");
    void sign({ ...about, act: chosen() }, dialog, draw).catch((error: unknown) => {
      write("proposing-fault", sentence(error instanceof Missing ? error.code : fault(error)));
    });
  }, { signal });
  part("proposing-cancel")?.addEventListener("click", () => { dialog.close(); }, { signal });
  dialog.addEventListener("close", () => { over.abort(); }, { signal });
  dialog.showModal();
}

/** What was typed about somebody else must not be signed about this one. */
function clear(form: HTMLFormElement, act: string): void {
  write("proposing-fault", "");
  for (const name of ["name", "key"]) field(HTMLInputElement, name).value = "";
  field(HTMLTextAreaElement, "reason").value = "";
  if (act === "enrol") {
    field(HTMLSelectElement, "role").value = "officer";
    field(HTMLInputElement, "compartments").value = "";
  }
  for (const choice of form.querySelectorAll<HTMLInputElement>("input[name=act]")) choice.checked = false;
}

async function sign(about: About, dialog: HTMLDialogElement, draw: Draw): Promise<void> {
  const wanted = await read(about);
  if (!(await propose("/officers/propose", wanted))) return;
  dialog.close();
  await draw();
  tell("did-propose");
}

async function read(about: About): Promise<Wanted> {
  if (!about.act) throw new Missing("choose-act");
  const officer = about.act === "enrol" ? field(HTMLInputElement, "name").value.trim() : about.officer ?? "";
  if (!officer) throw new Missing("name-missing");
  const words = await argumentsOf(about.act);
  const reason = field(HTMLTextAreaElement, "reason").value.trim();
  if (!reason) throw new Missing("reason-missing");
  return { act: about.act, officer, case: about.case ?? "", arguments: words, reason };
}

async function argumentsOf(act: string): Promise<Record<string, Json>> {
  const role = field(HTMLSelectElement, "role").value;
  const compartments = [...new Set(field(HTMLInputElement, "compartments").value.split(/[\s,]+/).filter(Boolean))].sort();
  switch (act) {
    case "enrol": return { role, compartments, key: await publicHalf() };
    case "role": return { role };
    case "compartments": return { compartments };
    case "key": return { key: await publicHalf() };
    case "end-key": return { key: field(HTMLSelectElement, "old").value };
    default: return {};
  }
}

/** Read what an officer saved on their page of keys: a PEM, or a passkey's JSON. A private key is not even looked at. */
async function publicHalf(): Promise<Json> {
  const text = await field(HTMLInputElement, "key").files?.[0]?.text();
  if (text === undefined) throw new Missing("key-missing");
  const pem = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(text)?.[1];
  try {
    if (pem !== undefined) return { public: base64(unbase64(pem.replace(/\s/g, ""))), credential: "" };
    const { public: half, credential } = JSON.parse(text) as Record<string, unknown>;
    if (typeof half === "string" && typeof credential === "string") return { public: base64(unbase64(half)), credential };
  } catch { /* told below */ }
  throw new Missing("not-public");
}

function field<E extends HTMLElement>(kind: new () => E, name: string): E {
  const found = partOf(kind, `proposing-${name}`);
  if (!found) throw new Error(name);
  return found;
}
