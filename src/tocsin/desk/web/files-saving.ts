/** Files that leave the browser: put together from parts, compared with the digest in the report, handed to the officer. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** Fetch all parts in turn; the digest is computed on the way, and no part is in memory twice. */
export async function wholeOriginal(
  parts: number,
  part: (number: number) => Promise<Response>,
  went: (done: number, of: number) => void,
): Promise<{ data: Blob; sha256: string }> {
  const digest = sha256.create();
  const pieces: Blob[] = [];
  for (let number = 0; number < parts; number++) {
    went(number, parts);
    const piece = await (await part(number)).arrayBuffer();
    digest.update(new Uint8Array(piece));
    pieces.push(new Blob([piece]));
  }
  return { data: new Blob(pieces, { type: "application/octet-stream" }), sha256: bytesToHex(digest.digest()) };
}

/** Save under a name of ours; the browser asks where, or puts it among the downloads. */
export function hand(data: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); }, 60_000); // the browser may still be reading it
}
