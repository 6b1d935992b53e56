/** Stop and call: said at once below the answer that says so, again at the check, and taken away with the answer. */
import type { Answers } from "./answers.js";
import { type Calling, callOf, numberOf } from "./calling.js";
import type { Readers } from "./readers.js";

export class Stopping {
  private notice: HTMLElement | null = null;
  private called = "";

  constructor(
    form: HTMLFormElement,
    private readonly answers: Answers,
    private readonly readers: Readers,
    private readonly calling: Calling | null,
    /** A copy of what a template holds; handed in, so that this part weighs nothing twice. */
    private readonly part: (id: string) => HTMLElement,
  ) {
    form.addEventListener("change", (event) => { this.heed(event.target as Element); });
  }

  /** Say it in a step that is entered. */
  enter(section: HTMLElement): void {
    this.heed(null);
    if (this.notice) section.prepend(this.notice);
  }

  private heed(answered: Element | null): void {
    if (!this.calling) return;
    const { here } = this.readers;
    const call = callOf(this.calling, here, this.answers.fields(), new Date());
    const number = numberOf(this.calling, here);
    const called = call === null ? "" : `${String(call)} ${number}`;
    if (called === this.called) return;
    this.called = called;
    this.notice?.remove();
    this.notice = call === null ? null : this.noticeOf(call, number);
    const place = answered?.closest("fieldset, .field");
    if (this.notice) place?.after(this.notice);
  }

  private noticeOf(call: number, number: string): HTMLElement {
    const notice = this.part(`t-call-${String(call)}`);
    for (const link of notice.querySelectorAll<HTMLAnchorElement>("[data-emergency] a")) {
      link.href = `tel:${number.replace(/ /g, "")}`;
      for (const said of link.querySelectorAll("b")) said.textContent = number;
    }
    return notice;
  }
}
