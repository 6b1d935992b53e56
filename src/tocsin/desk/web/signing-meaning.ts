/**
 * What a proposal means, in words that are not the page's.
 *
 * An act whose arguments are not exactly the ones that are said here is not said at all, and cannot be confirmed here:
 * nobody signs a word that was not shown to them.
 */
import { utf8 } from "../../envelope/web/bytes.js";
import { fields, type Json, type Kind } from "../../envelope/web/canonical.js";
import { fingerprint } from "./device.js";
import { fingerprint as fingerprintOf } from "./exporting-recipient.js";
import { element } from "./parts.js";
import { isWord, moment, word, type Word } from "./signing-words.js";
import { nameOf, readProposal, type Proposal, type Wanted } from "./together.js";

/** A proposal with the bytes that are signed, and their hash. */
export interface Read {
  bytes: Uint8Array<ArrayBuffer>;
  name: string;
  proposal: Proposal;
}

/** The acts that can be said, with the shapes of their arguments. */
export const acts: Record<string, Record<string, Kind>> = {
  enrol: { role: "string", compartments: "array", key: "object" },
  role: { role: "string" },
  compartments: { compartments: "array" },
  key: { key: "object" },
  "end-key": { key: "string" },
  end: {},
  compartment: { compartment: "string" },
  "end-recusal": {},
  export: { recipient: "string" },
  refer: { to: "string" },
  "refer-now": { to: "string", words: "string" },
  return: { words: "string" },
  "export-rewrite": { recipient: "string", paper: "string", version: "number" },
};

/** Read a proposal from the very bytes that are signed. */
export async function read(text: string): Promise<Read> {
  const bytes = utf8(text);
  return { bytes, name: await nameOf(bytes), proposal: readProposal(bytes) };
}

/** Return in one sentence what would be done. */
export function said(proposal: Wanted): string {
  const names = { officer: proposal.officer ?? "", case: proposal.case ?? "" };
  const code = `act-${proposal.act}`;
  return word(isKnown(proposal) && isWord(code) ? code : "act-unknown", names);
}

/** Tell whether this browser says everything that such a proposal signs. */
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
export async function facts(proposal: Wanted & Partial<Proposal>, name = ""): Promise<HTMLElement> {
  const told: Partial<Record<Word, string>> = {
    officer: proposal.officer ?? "",
    case: proposal.case ?? "",
    ...(isKnown(proposal) ? await argumentsOf(proposal.arguments ?? {}) : {}),
    reason: proposal.reason,
    proposer: proposal.proposer ?? "",
    until: proposal.expires ? moment(proposal.expires) : "",
    name: (name.match(/.{4}/g) ?? []).join(" "),
  };
  const list = element("dl", "facts");
  for (const [code, text] of Object.entries(told)) {
    if (!text || !isWord(code)) continue;
    const value = element("dd", PRINTS.has(code) ? "print" : "", text);
    value.dataset[code] = "";
    value.dir = PRINTS.has(code) ? "ltr" : "auto"; // what somebody typed must not turn what stands around it
    const line = element("div", "");
    line.append(element("dt", "", word(code)), value);
    list.append(line);
  }
  return list;
}

const PRINTS: ReadonlySet<string> = new Set(["key", "credential", "recipient", "paper", "name"]);

async function argumentsOf(words: Record<string, Json>): Promise<Partial<Record<Word, string>>> {
  const told: Partial<Record<Word, string>> = {};
  const { role, compartment, compartments, key, recipient, paper, version, to, words: said } = words;
  const inside = Array.isArray(compartments) ? (compartments as string[]).join(", ") : compartment;
  if (typeof role === "string") told.role = isWord(`role-${role}`) ? word(`role-${role}` as Word) : role;
  if (typeof inside === "string") told.compartments = inside || word("none");
  if (typeof recipient === "string") told.recipient = await fingerprintOf(recipient);
  if (typeof to === "string") told.to = to;
  if (typeof said === "string") told.words = said || word("none");
  if (typeof paper === "string" && typeof version === "number") told.paper = `${paper} · ${String(version)}`;
  if (typeof key === "string") told.key = key;
  else if (key !== undefined) {
    const { public: half, credential } = key as { public: string; credential: string };
    [told.key, told.credential] = [await fingerprint(half), credential];
  }
  return told;
}
