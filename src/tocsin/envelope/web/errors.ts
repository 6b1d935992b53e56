/** What this side refuses, named as in Python's `envelope/errors.py`; the names are what vectors compare. */
export class EnvelopeError extends Error {
  override name = "EnvelopeError";
}
export class BadHeader extends EnvelopeError {
  override name = "BadHeader";
}
export class Damaged extends EnvelopeError {
  override name = "Damaged";
}
export class WrongKey extends EnvelopeError {
  override name = "WrongKey";
}
export class BadPadding extends EnvelopeError {
  override name = "BadPadding";
}
export class NotCanonical extends EnvelopeError {
  override name = "NotCanonical";
}
export class BadKeys extends EnvelopeError {
  override name = "BadKeys";
}
export class ClosedEpoch extends EnvelopeError {
  override name = "ClosedEpoch";
}
/** Not a receipt; `positions` (from 1) are the words that no list knows. */
export class BadReceipt extends EnvelopeError {
  override name = "BadReceipt";
  constructor(
    message: string,
    readonly positions: number[] = [],
  ) {
    super(message);
  }
}
export class AmbiguousReceipt extends BadReceipt {
  override name = "AmbiguousReceipt";
}
/** One thing wrong with one field of a report. */
export interface Fault {
  field: string;
  code: string;
}
export class BadReport extends EnvelopeError {
  override name = "BadReport";
  constructor(readonly faults: Fault[]) {
    super(faults.map((f) => `${f.field}: ${f.code}`).join("; "));
  }
}
