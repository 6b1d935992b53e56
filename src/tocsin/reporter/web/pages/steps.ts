/** One question a page: shows one section of the form at a time, and lets the browser's own "Back" go a step back. */
import { filled, find, part } from "./parts.js";

/** Sections that are counted; what follows them is not a question any more. */
const COUNTED = ["kind", "what", "about", "files", "you", "check"];

/** What the browser's history says of the step that is shown. */
interface State {
  step?: string;
  depth?: number;
}

const depth = (): number => (history.state as State | null)?.depth ?? 0;

export class Steps {
  private readonly heading = find("h1");
  private readonly line = part("t-steps");
  private readonly back = part("t-back");
  private readonly suffix = document.title.slice(document.title.lastIndexOf(" · "));
  private readonly template = find("span", this.line).textContent;
  /** The step that is shown. */
  at = "";

  constructor(
    private readonly main: HTMLElement,
    /** Called before a step is shown. */
    private readonly entering: (step: string) => void,
  ) {
    this.heading.tabIndex = -1;
    this.heading.before(this.back, this.line);
    this.back.addEventListener("click", () => { history.back(); });
    for (const section of this.sections()) {
      const first = section.querySelector("legend, label");
      if (first?.textContent.trim().startsWith(section.dataset["title"] ?? "-")) first.classList.add("hidden");
    }
  }

  /** Show a step without a new entry in the history. */
  show(step: string, focus = true): void {
    this.at = step;
    this.entering(step);
    for (const section of this.sections()) section.hidden = section.dataset["step"] !== step;
    const number = COUNTED.indexOf(step) + 1;
    this.back.hidden = number <= 1;
    this.line.hidden = number === 0;
    this.count(number);
    for (const alone of this.main.querySelectorAll<HTMLElement>("[data-alone]")) alone.hidden = step !== COUNTED[0];
    this.heading.textContent = this.section(step).dataset["title"] ?? "";
    document.title = this.heading.textContent + this.suffix;
    if (!focus) return;
    scrollTo(0, 0);
    this.heading.focus({ preventScroll: true });
  }

  /** Show a step, so that "Back" leads to the one before. */
  go(step: string): void {
    // How deep: "Leave this page" takes all of them out of the way.
    history.pushState({ step, depth: depth() + 1 }, "");
    this.show(step);
  }

  /** The step behind the one that is shown. */
  get next(): string {
    return COUNTED[COUNTED.indexOf(this.at) + 1] ?? this.at;
  }

  section(step: string): HTMLElement {
    return find(`[data-step=${step}]`, this.main);
  }

  /** The step in which a field stands. */
  of(element: Element): string | undefined {
    return element.closest<HTMLElement>("[data-step]")?.dataset["step"];
  }

  private sections(): HTMLElement[] {
    return Array.from(this.main.querySelectorAll<HTMLElement>("[data-step]"));
  }

  private count(number: number): void {
    find("span", this.line).textContent = filled(this.template, { at: String(number), of: String(COUNTED.length) });
    find("i", this.line).replaceChildren(
      ...COUNTED.map((_, i) => {
        const mark = document.createElement("b");
        if (i < number) mark.className = "at";
        return mark;
      }),
    );
  }
}
