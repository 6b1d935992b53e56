/**
 * Proposing, deciding, fetching: each signed by the officer's own key, after a dialog that says what.
 *
 * The dialog reads from the very object whose bytes are signed, in words of its own. A page of a web process that was taken
 * over can lie around it; nobody signs what their browser did not read to them.
 */
import { fromUtf8 } from "../../envelope/web/bytes.js";
import type { Json } from "../../envelope/web/canonical.js";
import { post, Refused } from "./http.js";
import { ownKey } from "./own-key.js";
import { ask, askAfresh, writeTime, type Asked, type Signer } from "./shift.js";
import { isKnown } from "./signing-meaning.js";
import { approvalBytes, nameOf, proposalBytes, readProposal, type Decision, type Wanted } from "./together.js";

const OPEN_FOR = 24 * 3_600_000;

/** Propose at an address that relays it, and tell whether it was signed; nothing changes until another confirms. */
export async function propose(path: string, wanted: Wanted): Promise<boolean> {
  const sign = await ownKey("propose", wanted);
  if (!sign) return false;
  const { line, desk } = await post("/ask/hello", {});
  const now = Date.now();
  const times = { made: writeTime(now), expires: writeTime(now + OPEN_FOR) };
  const about = { officer: "", case: "", arguments: {}, ...wanted };
  const bytes = proposalBytes({ line: line as string, desk: desk as string, proposer: officer(), ...times, ...about });
  const approved = await approve(await nameOf(bytes), "propose", sign);
  await ask(path, "propose", { arguments: { ...approved, proposal: fromUtf8(bytes) } });
  return true;
}

/** Confirm or decline the proposal of these bytes, and tell whether it was signed. */
export async function decide(path: string, bytes: Uint8Array<ArrayBuffer>, decision: "confirm" | "decline"): Promise<boolean> {
  const [proposal, name] = [readProposal(bytes), await nameOf(bytes)];
  if (decision === "confirm" && !isKnown(proposal)) throw new Refused("bad-argument", "", "");
  const sign = await ownKey(decision, proposal, name);
  if (!sign) return false;
  await ask(path, decision, { arguments: await approve(name, decision, sign) });
  return true;
}

/** Fetch what was agreed to under a proposal's name; nothing, if it was not signed. */
export async function carryOut(path: string, agreed: Wanted, proposal: string): Promise<{ asked: Asked; answer: Response } | undefined> {
  const sign = await ownKey("fetch", agreed, proposal);
  if (!sign) return undefined;
  const { case: about = "", reason, arguments: words } = agreed;
  const asked = { case: about, reason, arguments: { ...words, proposal } };
  return { asked, answer: await askAfresh(path, "export", asked, sign) };
}

/** Ask for something about a case that the own key signs at once; tell whether it was signed. */
export async function askOwn(path: string, verb: "refer" | "return", wanted: Wanted): Promise<boolean> {
  const sign = await ownKey(verb, wanted);
  if (!sign) return false;
  const { case: about = "", reason, arguments: words = {} } = wanted;
  await askAfresh(path, verb, { case: about, reason, arguments: words }, sign);
  return true;
}

async function approve(proposal: string, decision: Decision, sign: Signer): Promise<Record<string, Json>> {
  const bytes = approvalBytes({ proposal, officer: officer(), decision, time: writeTime(Date.now()) });
  return { proposal, approval: fromUtf8(bytes), signature: await sign(bytes) };
}

const officer = (): string => document.documentElement.dataset["officer"] ?? "";
