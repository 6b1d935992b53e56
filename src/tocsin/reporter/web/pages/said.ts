/** What a form of the replies page says, before anything is sealed. */
import { isBlank } from "../../../envelope/web/answers.js";
import type { AdditionKind } from "../../../envelope/web/report.js";

/** Characters, as `tocsin.envelope.answers.LONGEST` has it for what happened. */
const LONGEST = 200_000;

export interface Said {
  kind: AdditionKind;
  text: string;
  files: File[];
}

/** Why something is not sent at all, by the codes of `look/following.py: said`; null when it can be. */
export function unsendable({ kind, text, files }: Said): "empty" | "long" | null {
  if (Array.from(text).length > LONGEST) return "long";
  return kind !== "withdrawal" && isBlank(text) && files.length === 0 ? "empty" : null;
}
