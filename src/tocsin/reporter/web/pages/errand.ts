/** One report or one file on its way: the same bytes again after a lost connection, and work where a flood has a price. */
import { NotCanonical } from "../../../envelope/web/errors.js";
import { LineAway, LineRefused, type PageError } from "./errors.js";
import { abortion, ask, type Incoming, type Outgoing, type Watching } from "./http.js";
import type { Watch } from "./work.js";

/** Solves the challenge of a `429 work-needed`; returns what the header says. A challenge to refuse is `NotCanonical`. */
export type Work = (challenge: unknown, watch: Watch) => Promise<string>;
/** Waits some milliseconds, or less when there is reason to; rejects when the signal is aborted. */
export type Pause = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** How a line is reached. */
export interface Way {
  origin: string;
  pause: Pause;
  work: Work;
}

/** What the page shows meanwhile: things move; the connection is lost; the browser works for its place. */
export type State = "sending" | "waiting" | "working";

export interface ErrandOptions {
  signal?: AbortSignal | undefined;
  onState?: ((state: State) => void) | undefined;
  /** While working: what part of the most that the work may cost is done, 0 to 1. */
  onWork?: ((done: number) => void) | undefined;
}

const HEADER = "Tocsin-Work";
const TRIES = 8;
const LONGEST = 30_000;
/** Times that one request is paid for; a line that wants more is not a line. */
const PAID = 6;
/** Bytes of a body that are not sent again before the line was asked whether it would read them. */
const LARGE = 64 * 1024;
/** Loaded when a line asks for work, and not before: few pages ever need it. */
export const work: Work = async (challenge, watch) => (await import("./work.js")).solve(challenge, watch);

export class Errand {
  private proof: string | null = null;

  constructor(
    private readonly way: Way,
    private readonly options: ErrandOptions = {},
  ) {}

  /**
   * Send until it is answered. Lost connections and a line in trouble are tried again, about two minutes in all and as
   * long as the device says that it is offline; then the last `LineAway` or `LineRefused` is thrown. Safe, since the
   * same bytes under the same name are stored once.
   */
  async send(outgoing: Outgoing, onSent?: Watching["onSent"]): Promise<Incoming> {
    let [lost, paid, broke] = [0, 0, false];
    for (;;) {
      try {
        if (broke) await this.inquire(outgoing);
        return await this.ask(outgoing, onSent);
      } catch (error) {
        const failed = passing(error);
        broke = failed instanceof LineAway && (outgoing.body?.length ?? 0) > LARGE;
        if (failed instanceof LineRefused && failed.status === 429) {
          if (++paid > PAID) throw failed;
          await this.pay(failed);
        } else {
          if (!offline() && ++lost >= TRIES) throw failed;
          await this.wait(lost);
        }
      }
    }
  }

  private ask(outgoing: Outgoing, onSent?: Watching["onSent"]): Promise<Incoming> {
    const paid = this.proof === null ? {} : { [HEADER]: this.proof };
    const addressed = { ...outgoing, headers: { ...outgoing.headers, ...paid } };
    return ask(this.way.origin, addressed, { signal: this.options.signal, onSent });
  }

  /**
   * Ask with an empty body first. A line that refuses before it reads (a closed epoch, work) may break the connection
   * under a large body, and its answer is lost with it; and megabytes are not sent into a line that is not there.
   */
  private async inquire(outgoing: Outgoing): Promise<void> {
    try {
      await this.ask({ ...outgoing, body: new Uint8Array(0) });
    } catch (error) {
      const missing = error instanceof LineRefused && error.status === 400;
      if (!missing) throw error;
    }
  }

  /** One proof is good for some requests of the same report or file. */
  private async pay(refused: LineRefused): Promise<void> {
    const { signal, onState, onWork: progress } = this.options;
    onState?.("working");
    try {
      this.proof = await this.way.work(refused.answer["challenge"], { ...(signal && { signal }), ...(progress && { progress }) });
    } catch (error) {
      throw error instanceof NotCanonical ? refused : error; // a proxy's 429, or a price that nobody should pay
    }
    onState?.("sending");
  }

  private async wait(lost: number): Promise<void> {
    this.options.onState?.("waiting");
    await this.way.pause(Math.min(LONGEST, 500 * 2 ** lost), this.options.signal);
    this.options.onState?.("sending");
  }
}

/** Return a failure that another try may mend; throw any other. */
function passing(error: unknown): PageError {
  if (error instanceof LineAway) return error;
  if (error instanceof LineRefused && (error.passing || error.status === 429)) return error;
  throw error;
}

const offline = (): boolean => typeof navigator !== "undefined" && !navigator.onLine;

/** Wait, but no longer than until the device says that it is online again. */
export const pause: Pause = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener("online", end);
      signal?.removeEventListener("abort", end);
      if (signal?.aborted) reject(abortion());
      else resolve();
    };
    const timer = setTimeout(end, milliseconds);
    globalThis.addEventListener("online", end);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
