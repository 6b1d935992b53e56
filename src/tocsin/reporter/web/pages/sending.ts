/** Post what was sealed, until it is stored: a lost connection is the same report, a closed epoch is sealed again. */
import { hex } from "../../../envelope/web/bytes.js";
import { ClosedEpoch } from "../../../envelope/web/errors.js";
import type { LineKeys } from "../../../envelope/web/keys.js";
import { MEDIA_TYPE, type Post } from "../../../envelope/web/post.js";
import { Errand, type ErrandOptions } from "./errand.js";
import { LineRefused } from "./errors.js";
import type { Line } from "./line.js";

/** Epochs that may close under one report; each costs it one sealing. */
const EPOCHS = 3;

/**
 * Send a report or an addition and return its envelope id: by then it is stored. `compose` seals with the same receipt
 * each time (`composeReport`, `composeAddition`); its own errors are the caller's, and nothing was sent then.
 */
export async function sendPost(
  line: Line,
  compose: (keys: LineKeys, now: Date) => Promise<Post>,
  options: ErrandOptions = {},
): Promise<Uint8Array> {
  const errand = new Errand(line.way, options);
  for (let closed = 1; ; closed++) {
    try {
      const post = await compose(line.keys, line.now());
      await errand.send({ method: "POST", path: "/reports", headers: headersOf(post), body: post.body });
      return post.envelopeId;
    } catch (error) {
      if (!epochClosed(error) || closed === EPOCHS) throw error;
      await line.takeKeys(error instanceof LineRefused ? error : undefined, options);
    }
  }
}

/** Whether the keys are to blame: the line says so, or none of those we know seals now. */
export const epochClosed = (error: unknown): boolean =>
  error instanceof ClosedEpoch || (error instanceof LineRefused && error.code === "closed-epoch");

const headersOf = (post: Post): Record<string, string> => ({
  "Content-Type": MEDIA_TYPE,
  "Tocsin-Desk": post.desk,
  "Tocsin-Epoch": post.epoch,
  "Tocsin-Id": hex(post.envelopeId),
});
