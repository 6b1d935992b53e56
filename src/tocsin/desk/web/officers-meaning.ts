/**
 * What a proposal means, in the sentences of the page.
 *
 * An act whose arguments are not exactly the ones that are said here is not said at all, and cannot be confirmed here:
 * nobody signs a word that was not shown to them.
 */
import { utf8 } from "../../envelope/web/bytes.js";
import { fields, type Json, type Kind } from "../../envelope/web/canonical.js";
import { fingerprint } from "./device.js";
import { partOf } from "./parts.js";
import { phrase } from "./officers-said.js";
import { sentence } from "./sentences.js";
import { nameOf, readProposal, type Proposal, type Wanted } from "./together.js";

/** A proposal with the bytes that are signed, and their hash. */
export interface Read {
  bytes: Uint8Array<ArrayBuffer>;
  name: string;
  proposal: Proposal;
}

const acts: Record<string, Record<string, Kind>> = {
  enrol: { role: "string", compartments: "array", key: "object" },
  role: { role: "string" },
  compartments: { compartments: "array" },
  key: { key: "object" },
  "end-key": { key: "string" },
  end: {},
  compartment: { compartment: "string" },
  "end-recusal": {},
  export: { recipient: "string" },
  "export-rewrite": { recipient: "string", paper: "string", version: "number" },
};

/** Read a proposal from the very bytes that are signed. */
export async function read(text: string): Promise<Read> {
  const bytes = utf8(text);
  return { bytes, name: await nameOf(bytes), proposal: readProposal(bytes) };
}

/** Return in one sentence what would change. */
export function said(proposal: Wanted): string {
  const names = { officer: proposal.officer ?? "", case: proposal.case ?? "" };
  return phrase(isKnown(proposal) ? `act-${proposal.act}` : "act-unknown", names);
}

/** Tell whether this page says everything that such a proposal signs. */
export function isKnown({ act, arguments: words = {} }: Wanted): boolean {
  try {
    const shape = Object.hasOwn(acts, act) ? acts[act] : undefined;
    if (!shape) return false;
    fields(words, shape);
    if (shape["key"] === "object") fields(words["key"], { public: "string", credential: "string" });
    return shape["compartments"] === undefined || (words["compartments"] as Json[]).every((c) => typeof c === "string");
  } catch {
    return false;
  }
}

/** Return everything that is signed, each with its name; what a proposal is not about is left out. */
export async function facts(proposal: Wanted & Partial<Proposal>, name = ""): Promise<Node> {
  const told: Record<string, string> = {
    officer: proposal.officer ?? "",
    case: proposal.case ?? "",
    reason: proposal.reason,
    proposer: proposal.proposer ?? "",
    until: proposal.expires ? moment(proposal.expires) : "",
    name: (name.match(/.{4}/g) ?? []).join(" "),
    ...(isKnown(proposal) ? await argumentsOf(proposal.arguments ?? {}) : {}),
  };
  const list = partOf(HTMLTemplateElement, "facts")?.content.firstElementChild?.cloneNode(true) as HTMLElement;
  for (const line of [...list.children]) {
    const place = line.querySelector<HTMLElement>("dd");
    const text = told[Object.keys(place?.dataset ?? {})[0] ?? ""] ?? "";
    if (place && text) place.textContent = text;
    else line.remove();
  }
  return list;
}

async function argumentsOf(words: Record<string, Json>): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  const { role, compartment, compartments, key, recipient, paper, version } = words;
  const inside = Array.isArray(compartments) ? (compartments as string[]).join(", ") : compartment;
  if (typeof inside === "string") told["compartments"] = inside || sentence("none");
  if (typeof role === "string") told["role"] = sentence(`role-${role}`);
  if (typeof recipient === "string") told["recipient"] = recipient;
  if (typeof paper === "string" && typeof version === "number") told["paper"] = `${paper} · ${String(version)}`;
  if (typeof key === "string") told["key"] = key;
  else if (key !== undefined) told["key"] = await fingerprint((key as { public: string }).public);
  return told;
}

const moment = (time: string): string =>
  new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
