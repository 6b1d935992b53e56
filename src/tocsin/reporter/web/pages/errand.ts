/** One report or one file on its way: the same bytes again after a lost connection, and work where a flood has a price. */
import { LineAway, LineRefused, type PageError } from "./errors.js";
import { abortion, ask, type Incoming, type Outgoing, type Watching } from "./http.js";

/** Solves the challenge of a `429 work-needed`; returns what the header `Tocsin-Work` says. */
export type Work = (challenge: unknown, signal?: AbortSignal) => Promise<string>;
/** Waits some milliseconds, or less when there is reason to; rejects when the signal is aborted. */
export type Pause = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** How a line is reached. */
export interface Way {
  origin: string;
  pause: Pause;
  /** The hook for proof of work; without it, `work-needed` is a refusal like any other. */
  work?: Work | undefined;
}

/** What the page shows meanwhile: things move; the connection is lost; the browser works for its place. */
export type State = "sending" | "waiting" | "working";

export interface ErrandOptions {
  signal?: AbortSignal | undefined;
  onState?: ((state: State) => void) | undefined;
}

const TRIES = 8;
const LONGEST = 30_000;
/** Times that one request is paid for; a line that wants more is not a line. */
const PAID = 6;

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
    let [lost, paid] = [0, 0];
    for (;;) {
      try {
        return await ask(this.way.origin, this.addressed(outgoing), { signal: this.options.signal, onSent });
      } catch (error) {
        const failed = passing(error);
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

  private addressed(outgoing: Outgoing): Outgoing {
    return this.proof === null ? outgoing : { ...outgoing, headers: { ...outgoing.headers, "Tocsin-Work": this.proof } };
  }

  /** One proof is good for some requests of the same report or file. */
  private async pay(refused: LineRefused): Promise<void> {
    if (!this.way.work || !("challenge" in refused.answer)) throw refused;
    this.options.onState?.("working");
    this.proof = await this.way.work(refused.answer["challenge"], this.options.signal);
    this.options.onState?.("sending");
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
