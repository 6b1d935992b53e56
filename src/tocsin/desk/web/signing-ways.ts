/** The ways in which an officer signs with a key of their own, and what stood in the way of one, as a sentence's code. */
import * as device from "./device.js";
import { Refused } from "./http.js";
import * as passkey from "./passkey.js";
import type { Signer } from "./shift.js";

const handle = document.documentElement.dataset["handle"];
let anothers = false; // the passkey that signed last says that it belongs to somebody else

/** Sign with a key that this browser keeps, or that was read from a file. */
export function withKey(mine: device.Device): Signer {
  anothers = false;
  return device.signer(mine);
}

/** Sign with a passkey. */
export function withPasskey(): Signer {
  anothers = false;
  return passkey.signer((whose) => { anothers = whose !== "" && whose !== handle; });
}

/** Return the code of what stood in the way. The opener does not say whose a key is; the passkey does, and once. */
export function fault(error: unknown): string {
  const other = anothers;
  anothers = false;
  if (error instanceof Refused) return error.why || (error.code === "not-allowed" && other ? "another-passkey" : error.code);
  if (error instanceof passkey.Unfit) return error.code;
  if (error instanceof device.NotAKey) return "not-a-key";
  return error instanceof DOMException ? "no-passkey" : "failed";
}
