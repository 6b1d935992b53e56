/** Sealing and sending what was told, with a sentence for everything that can happen on the way. */
import type { Rng } from "../../../envelope/web/bytes.js";
import { composeReport } from "../../../envelope/web/post.js";
import type { Answers } from "./answers.js";
import { type ChosenFiles, FileTrouble } from "./chosen.js";
import type { Receipt } from "./done.js";
import type { State } from "./errand.js";
import { FileTooLarge, LineRefused, PageError } from "./errors.js";
import { Line } from "./line.js";
import { find, size, text } from "./parts.js";
import { sendPost } from "./sending.js";

export class Sending {
  private line: Line | null = null;
  busy = false;

  constructor(
    private readonly section: HTMLElement,
    private readonly answers: Answers,
    private readonly files: ChosenFiles,
    private readonly rng: Rng,
  ) {}

  /**
   * Seal to a desk and send; returns the line's time when the report is stored, or null when it is not, and then the page says
   * why and offers to send again. The receipt makes any repetition the same report.
   */
  async send({ secret }: Receipt, desk: string): Promise<Date | null> {
    this.busy = true;
    find(".trouble", this.section).hidden = true;
    try {
      this.say("sealing");
      const onState = (state: State): void => { this.say(state); };
      const line = (this.line ??= await Line.ofPage(document, { onState }));
      const attachments = await this.files.upload({ line, desk, rng: this.rng, onState }, find(".bars", this.section));
      const [answers, identity, concerns] = [this.answers.report(), this.answers.identity(), this.answers.codes()];
      const { charter } = line.facts;
      this.say("sending");
      await sendPost(
        line,
        (keys, now) => composeReport(answers, identity, { secret, keys, desk, charter, concerns, attachments, now, rng: this.rng }),
        { onState },
      );
      return line.now();
    } catch (error) {
      this.trouble(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  private say(code: string): void {
    find("[role=status]", this.section).textContent = code === "" ? "" : text(code);
  }

  private trouble(error: unknown): void {
    this.say("");
    const box = find(".trouble", this.section);
    find(".why", box).textContent = reason(error);
    box.hidden = false;
    find("button", box).focus();
  }
}

function reason(error: unknown): string {
  if (error instanceof FileTrouble) {
    const most = error.reason instanceof FileTooLarge ? size(error.reason.most, document.documentElement.lang) : "";
    return text(error.reason.code, { name: error.file, size: most });
  }
  if (error instanceof LineRefused) return text(error.passing ? "full" : "refused");
  return (error instanceof PageError && text(error.code)) || text("refused");
}
