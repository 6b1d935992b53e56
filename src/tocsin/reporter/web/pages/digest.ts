/** SHA-256 of what lies in memory, by the browser itself: twenty times faster than script, and the page stays alive. */
import { sha256 } from "@noble/hashes/sha2.js";

export async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  // Some engines have WebCrypto only where the connection is secure, which an onion address is not to all of them.
  const native = (crypto as { subtle?: SubtleCrypto }).subtle;
  return native ? new Uint8Array(await native.digest("SHA-256", bytes)) : Uint8Array.from(sha256(bytes));
}
