/**
 * What two do together: a proposal's bytes, and an own key's signature over its hash; as `desk/asking/together.py`.
 *
 * What is shown to be decided on is read here from the very bytes whose hash is signed: a page of a server that lies can
 * show another list, but nobody signs what their browser did not read to them.
 */
import { fromUtf8, hex } from "../../envelope/web/bytes.js";
import { dumps, fields, loads, type Json } from "../../envelope/web/canonical.js";
import { NotCanonical } from "../../envelope/web/errors.js";
import { post } from "./http.js";
import { ask, writeTime, type Signer } from "./shift.js";

const PROPOSAL = "tocsin/proposal/v1";
const APPROVAL = "tocsin/approval/v1";
const OPEN_FOR = 24 * 3_600_000;

type Bytes = Uint8Array<ArrayBuffer>;

/** A change that needs two; `officer` and `case` are whom and what it is about, empty where it is about none. */
export interface Proposal {
  line: string;
  desk: string;
  act: string;
  proposer: string;
  made: string;
  expires: string;
  reason: string;
  officer: string;
  case: string;
  arguments: Record<string, Json>;
}

export type Decision = "propose" | "confirm" | "decline";

/** What an officer's own key signs about a proposal, which is named by its hash. */
export interface Approval {
  proposal: string;
  officer: string;
  decision: string;
  time: string;
}

/** What somebody wants changed, before it is known when and where. */
export type Wanted = Pick<Proposal, "act" | "reason"> & Partial<Pick<Proposal, "officer" | "case" | "arguments">>;

const text = <K extends string>(...names: K[]): Record<K, "string"> =>
  Object.fromEntries(names.map((name) => [name, "string"])) as Record<K, "string">;

const proposalShape = {
  ...text("format", "line", "desk", "act", "proposer", "made", "expires", "reason", "officer", "case"),
  arguments: "object",
} as const;
const approvalShape = text("format", "proposal", "officer", "decision", "time");

/** Return the bytes whose hash both sign. */
export const proposalBytes = (proposal: Proposal): Bytes => dumps({ ...proposal, format: PROPOSAL });

/** Read what `proposalBytes` wrote, and nothing else. */
export function readProposal(data: Uint8Array): Proposal {
  const { format, ...proposal } = fields(loads(data), proposalShape);
  if (format !== PROPOSAL) throw new NotCanonical("not a proposal");
  checkTime(proposal.made);
  checkTime(proposal.expires);
  return proposal;
}

/** Return the bytes that are signed. */
export const approvalBytes = (approval: Approval): Bytes => dumps({ ...approval, format: APPROVAL });

/** Read what `approvalBytes` wrote, and nothing else. */
export function readApproval(data: Uint8Array): Approval {
  const { format, ...approval } = fields(loads(data), approvalShape);
  if (format !== APPROVAL) throw new NotCanonical("not an approval");
  if (!/^[0-9a-f]{64}$/.test(approval.proposal)) throw new NotCanonical("not the hash of a proposal");
  checkTime(approval.time);
  return approval;
}

/** Return the name of a proposal: the hash that is signed. */
export const nameOf = async (proposal: Bytes): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest("SHA-256", proposal)));

/** Sign a proposal with an own key and post it to an address that relays it; nothing changes until another confirms. */
export async function propose(path: string, wanted: Wanted, sign: Signer): Promise<Response> {
  const { line, desk } = await post("/ask/hello", {});
  const now = Date.now();
  const times = { made: writeTime(now), expires: writeTime(now + OPEN_FOR) };
  const about = { officer: "", case: "", arguments: {}, ...wanted };
  const bytes = proposalBytes({ line: line as string, desk: desk as string, proposer: officer(), ...times, ...about });
  const approved = await approve(await nameOf(bytes), "propose", sign);
  return ask(path, "propose", { arguments: { ...approved, proposal: fromUtf8(bytes) } });
}

/** Confirm or decline the proposal of these bytes with an own key. */
export async function decide(path: string, bytes: Bytes, decision: Decision, sign: Signer): Promise<Response> {
  return ask(path, decision, { arguments: await approve(await nameOf(bytes), decision, sign) });
}

async function approve(proposal: string, decision: Decision, sign: Signer): Promise<Record<string, Json>> {
  const bytes = approvalBytes({ proposal, officer: officer(), decision, time: writeTime(Date.now()) });
  return { proposal, approval: fromUtf8(bytes), signature: await sign(bytes) };
}

const officer = (): string => document.documentElement.dataset["officer"] ?? "";

function checkTime(time: string): void {
  const moment = Date.parse(time);
  if (Number.isNaN(moment) || writeTime(moment) !== time) throw new NotCanonical("not a time");
}
