/** What two do together: a proposal's bytes, and what is signed over their hash; as `desk/asking/together.py`. */
import { hex } from "../../envelope/web/bytes.js";
import { dumps, fields, loads, type Json } from "../../envelope/web/canonical.js";
import { NotCanonical } from "../../envelope/web/errors.js";
import { writeTime } from "./shift.js";

const PROPOSAL = "tocsin/proposal/v1";
const APPROVAL = "tocsin/approval/v1";

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

function checkTime(time: string): void {
  const moment = Date.parse(time);
  if (Number.isNaN(moment) || writeTime(moment) !== time) throw new NotCanonical("not a time");
}
