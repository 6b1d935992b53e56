/** The exports of a case that two officers agree to, as this page knows them; signed and read by `together.ts`. */
import { utf8 } from "../../envelope/web/bytes.js";
import type { Json } from "../../envelope/web/canonical.js";
import { NotCanonical } from "../../envelope/web/errors.js";
import { ask } from "./shift.js";
import { nameOf, readProposal, type Wanted } from "./together.js";

/** What leaves, and to whom. */
export interface Agreed {
  recipient: string;
  rewrite?: { paper: string; version: number };
}

/** An export in the opener's list; `by` agreed to it, if anybody did. */
export interface Listed extends Agreed {
  bytes: Uint8Array<ArrayBuffer>; // what is signed
  name: string;
  reason: string;
  proposer: string;
  expires: string;
  by: string;
}

interface Told {
  text: string;
  by?: string;
}

/** The arguments that a proposal names, and that the request which carries it out repeats. */
const argumentsOf = ({ recipient, rewrite }: Agreed): Record<string, Json> => ({ recipient, ...rewrite });

/** Return what is to be proposed. */
export const wanted = (agreed: Agreed, caseId: string, reason: string): Wanted => ({
  act: agreed.rewrite ? "export-rewrite" : "export", reason, case: caseId, arguments: argumentsOf(agreed),
});

/** Return the exports of a case that wait, and a word that changes when they do. */
export async function list(path: string, caseId: string): Promise<{ listed: Listed[]; waits: string }> {
  const answer = await ask(`${path}/proposals`, "proposals");
  const { proposals, confirmed, waits } = (await answer.json()) as { proposals: Told[]; confirmed: Told[]; waits: string };
  const listed = await Promise.all([...proposals, ...confirmed].map((told) => read(told, caseId)));
  return { listed, waits };
}

async function read({ text, by }: Told, caseId: string): Promise<Listed> {
  const bytes = utf8(text);
  const { act, case: about, arguments: words, reason, proposer, expires } = readProposal(bytes);
  const { recipient, paper, version } = words;
  if (about !== caseId || typeof recipient !== "string") throw new NotCanonical("not an export of this case");
  const told = { bytes, name: await nameOf(bytes), recipient, reason, proposer, expires, by: by ?? "" };
  if (act === "export") return told;
  if (act !== "export-rewrite" || typeof paper !== "string" || typeof version !== "number") {
    throw new NotCanonical("not an export of a rewrite");
  }
  return { ...told, rewrite: { paper, version } };
}
