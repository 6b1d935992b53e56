/**
 * Three views of one page: the question for the words, what they opened, and a step beyond it. The browser's back button
 * goes from each to the one before; a page that is left is emptied, so that nobody who comes back to it reads anything.
 */
export type View = "opened" | "step";

export class Views {
  private readonly shown = new Map<View, HTMLElement>();
  private readonly title = document.title;
  private current: View | null = null;

  constructor(
    private readonly asking: HTMLElement,
    private readonly empty: () => void,
  ) {
    globalThis.addEventListener("popstate", () => { this.follow(); });
    globalThis.addEventListener("pagehide", () => { this.reset(); });
    globalThis.addEventListener("beforeunload", (event) => {
      if (this.isTyped()) event.preventDefault();
    });
  }

  /** Show a view: `opened` after the words, a `step` after that; a step after a step takes its place. */
  show(name: View, content: DocumentFragment): void {
    const view = document.createElement("div");
    view.append(content);
    this.drop(name);
    this.shown.set(name, view);
    this.asking.after(view);
    if (this.current === name) history.replaceState({ view: name }, "");
    else history.pushState({ view: name }, "");
    this.reveal(name);
  }

  /** Leave a step, as the back button does. */
  back(): void {
    if (this.current !== "step") return;
    this.drop("step");
    this.reveal("opened");
    history.back();
  }

  /** Follow the browser's back and forward buttons, and stay where what they lead to is gone. */
  private follow(): void {
    const wanted = (history.state as { view?: View } | null)?.view;
    if (wanted === undefined) {
      this.reset();
    } else if (wanted === "opened" && this.current === "step") {
      this.drop("step");
      this.reveal("opened");
    }
  }

  private reset(): void {
    this.drop("step");
    this.drop("opened");
    this.empty();
    if (this.current !== null) this.reveal(null);
  }

  private drop(name: View): void {
    this.shown.get(name)?.remove();
    this.shown.delete(name);
  }

  private reveal(name: View | null): void {
    this.current = name;
    this.asking.hidden = name !== null;
    this.shown.forEach((view, key) => { view.hidden = key !== name; });
    const heading = name === null ? null : this.shown.get(name)?.querySelector("h1");
    const rest = this.title.split(" · ").pop() ?? "";
    document.title = heading ? `${heading.textContent} · ${rest}` : this.title;
    globalThis.scrollTo(0, 0);
    heading?.focus();
  }

  /** Something is written and not sent. The exit button clears the fields first, so it is never held up. */
  private isTyped(): boolean {
    const opened = this.shown.get("opened");
    return Array.from(opened?.querySelectorAll("textarea") ?? []).some((area) => area.value !== "");
  }
}
