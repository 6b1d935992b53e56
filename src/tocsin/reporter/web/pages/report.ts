/**
 * The form with script: the same page, one step at a time, sealed in this browser. Nothing is taken over before all that
 * sealing needs is there; until then, and wherever it is not, the page is the form that our server seals in memory.
 */
import { unhex } from "../../../envelope/web/bytes.js";
import { loadList } from "../../../envelope/web/lists.js";
import { derive } from "../../../envelope/web/receipt.js";
import { canSeal } from "./able.js";
import { Answers, showFaults } from "./answers.js";
import type { Calling } from "./calling.js";
import { ChosenFiles } from "./chosen.js";
import { fillDone, type Receipt } from "./done.js";
import { Sending } from "./dispatch.js";
import { find, findA, part, parts, table, text } from "./parts.js";
import { Readers } from "./readers.js";
import { Steps } from "./steps.js";
import type { Stopping } from "./stopping.js";

const rng = (size: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(size));

/** Take the page's form over. */
export async function start(): Promise<void> {
  if (!(await canSeal())) return;
  const form = findA(HTMLFormElement, "form#report");
  if (form.dataset["taken"] !== undefined) return;
  const { lang } = document.documentElement;
  const list = await loadList(lang).catch(() => null);
  new Report(form, { secret: rng(16), list }).begin();
}

class Report {
  private readonly main = find("main");
  private readonly answers: Answers;
  private readonly readers: Readers;
  private stopping: Promise<Stopping> | undefined;
  private readonly files: ChosenFiles;
  private readonly steps: Steps;
  private readonly sending: Sending;
  /** Whether a changed answer leads back to the check, and not on. */
  private checking = false;
  private sent = false;

  constructor(
    private readonly form: HTMLFormElement,
    private receipt: Receipt,
  ) {
    this.lay();
    this.answers = new Answers(form);
    this.readers = new Readers(this.answers);
    this.files = new ChosenFiles(find("[data-step=files]", form));
    this.steps = new Steps(this.main, (step) => { this.enter(step); });
    this.sending = new Sending(find("[data-step=sending]", form), this.answers, this.files, rng);
  }

  /** Wire everything, and show the first step: the one that has the focus, or the check where all was told already. */
  begin(): void {
    this.form.dataset["taken"] = "";
    this.form.noValidate = true;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.goOn();
    });
    find(".answers-again", this.form).addEventListener("click", () => { history.back(); });
    find(".trouble .main", this.form).addEventListener("click", () => { void this.send(); });
    window.addEventListener("popstate", (event) => { this.back(event.state as { step?: string } | null); });
    window.addEventListener("beforeunload", (event) => {
      // The sheet of "Leave this page" is laid: whoever leaves in a hurry is not asked.
      if (!this.unsent || document.querySelector(".gone")) return;
      event.preventDefault();
      // Older engines ask only when this is set; newer ones call it deprecated, and still take it.
      Object.assign(event, { returnValue: "" });
    });
    const focused = document.activeElement;
    const told = this.answers.concern !== "" && this.answers.typed;
    const first = focused?.closest("[data-step]") ? (this.steps.of(focused) ?? "kind") : "kind";
    history.replaceState({ step: told ? "kind" : first }, "");
    if (told) this.steps.go("check");
    else this.steps.show(first, false);
    this.offerDraft().catch(() => undefined);
  }

  private get unsent(): boolean {
    return !this.sent && (this.answers.typed || this.files.some);
  }

  /** Put the parts into the page that only script can use. */
  private lay(): void {
    find("#way").replaceChildren(parts("t-way"));
    find("[data-bare]", this.form).remove();
    find("[data-step=what]", this.form).append(part("t-extra"));
    find("[data-step=about]", this.form).after(part("t-files"));
    find("[data-step=you]", this.form).after(part("t-check"), part("t-sending"), part("t-done"));
  }

  private enter(step: string): void {
    showFaults([], this.main);
    this.answers.showExtra();
    const button = find(".go button.main", this.form);
    button.textContent = text(step === "check" ? "send" : "continue");
    const over = step === "sending" || step === "done";
    for (const part of this.form.querySelectorAll<HTMLElement>(".go, .draft")) part.hidden = over;
    find("#way").hidden = step !== "kind" && step !== "check";
    if (step === "what" || step === "check") this.stop(this.steps.section(step)).catch(() => undefined);
    if (step === "check") {
      this.checking = true;
      this.showCheck();
    }
  }

  /** A part of its own. Where it does not come, the number to call stands above every page all the same. */
  private async stop(section: HTMLElement): Promise<void> {
    this.stopping ??= import("./stopping.js").then(({ Stopping }) => new Stopping(this.form, this.answers, this.readers, table("calling") as Calling | null, part));
    (await this.stopping).enter(section);
  }

  private goOn(): void {
    const { at } = this.steps;
    if (at === "sending" || at === "done") return;
    const place = at === "check" ? this.form : this.steps.section(at);
    const faults = this.answers.faults(place);
    const wrong = faults[0] && this.form.querySelector(`#${faults[0].field}`);
    if (wrong) {
      const step = this.steps.of(wrong);
      if (step !== undefined && step !== at) this.steps.go(step);
      showFaults(faults.filter((fault) => this.steps.section(this.steps.at).querySelector(`#${fault.field}`)), this.main)?.focus();
      return;
    }
    if (at === "check") void this.send();
    else this.steps.go(this.checking ? "check" : this.steps.next);
  }

  private back(state: { step?: string } | null): void {
    // After a report is sent every way back shows its words: the form behind them is empty.
    if (this.sent || this.sending.busy || document.querySelector(".gone")) return;
    if (state?.step !== undefined) this.steps.show(state.step);
  }

  private showCheck(): void {
    const rows = this.answers.rows().map(({ field, label, value }) => this.row(label, value, field));
    rows.splice(-4, 0, this.row(text("files"), this.files.names, "files"));
    find("[data-step=check] .answers", this.form).replaceChildren(...rows);
    this.readers.decide(this.steps.section("check"));
  }

  private row(label: string, value: string, field: string): HTMLElement {
    const row = part("t-row");
    find("dt", row).textContent = label;
    find(value.trim() === "" ? ".told" : ".empty", row).remove();
    if (value.trim() !== "") find(".told", row).textContent = value;
    find("button .hidden", row).textContent = ` ${label}`;
    find("button", row).addEventListener("click", () => {
      const place = find(`#${field}`, this.form);
      this.steps.go(this.steps.of(place) ?? "what");
      (place.matches("fieldset") ? find("input", place) : place).focus();
    });
    return row;
  }

  private async send(): Promise<void> {
    if (this.sending.busy || this.sent) return;
    if (this.steps.at !== "sending") this.steps.go("sending");
    const now = await this.sending.send(this.receipt, this.readers.desk);
    if (!now) return;
    this.sent = true;
    const section = this.steps.section("done");
    fillDone(section, this.receipt, now);
    this.readers.say(section);
    this.main.querySelectorAll(".draft, .resume").forEach((gone) => { gone.remove(); });
    await this.dropDraft();
    this.answers.clear();
    this.files.clear();
    history.replaceState({ ...(history.state as object | null), step: "done" }, "");
    this.steps.show("done");
  }

  private dropDraft: () => Promise<void> = () => Promise.resolve();

  /** Drafts are a part of their own: a browser without a place to keep them has the form all the same. */
  private async offerDraft(): Promise<void> {
    const line = unhex(document.documentElement.dataset["line"], 16);
    const { offer } = await import("./draft-part.js");
    const draft = await offer({
      derive: (secret) => derive(secret, line),
      form: this.form,
      receipt: () => this.receipt,
      fields: () => this.answers.fields(),
      resume: (secret, fields) => {
        this.receipt = { ...this.receipt, secret };
        this.answers.restore(fields);
        this.answers.showExtra();
        this.steps.show(this.steps.at);
      },
    });
    this.dropDraft = () => (draft.own ? draft.drop() : Promise.resolve());
  }
}
