/** The files that somebody chose: cleaned at once, shown with what was removed, sent only with the report. */
import type { AttachmentRef } from "../../../envelope/web/report.js";
import { FileChanged, FileTooLarge, type PageError } from "./errors.js";
import { find, findA, part, size, text } from "./parts.js";
import type { Scrubbed } from "./scrub/scrub.js";
import type { Upload, UploadOptions } from "./upload.js";

interface Entry {
  file: File;
  item: HTMLElement;
  number: number;
  keeps: boolean;
  /** The file as it will be sealed; made anew when the choice changes. */
  ready: Promise<Scrubbed>;
  upload: Upload | null;
  ref: AttachmentRef | null;
}

/** A failure with the file that it is about. */
export class FileTrouble extends Error {
  override name = "FileTrouble";
  constructor(
    readonly file: string,
    readonly reason: PageError,
  ) {
    super(reason.message);
  }
}

export class ChosenFiles {
  private entries: Entry[] = [];
  private count = 0;
  private readonly list: HTMLElement;
  private desk = "";

  constructor(private readonly section: HTMLElement) {
    this.list = find(".files", section);
    const input = findA(HTMLInputElement, "input[type=file]", section);
    input.addEventListener("change", () => {
      for (const file of Array.from(input.files ?? [])) this.add(file);
      input.value = "";
    });
  }

  get some(): boolean {
    return this.entries.length > 0;
  }
  get names(): string {
    return this.entries.map((entry) => find("b", entry.item).textContent).join(", ");
  }

  /** Upload what is not there yet, with a bar for each in `bars`; what was sent before is not sent again. */
  async upload(options: Omit<UploadOptions, "onProgress">, bars: HTMLElement): Promise<AttachmentRef[]> {
    if (!this.some) return [];
    const { Upload, checkSizes } = await import("./upload.js");
    const ready = await Promise.all(this.entries.map((entry) => entry.ready.catch((error: unknown) => { throw about(entry, error); })));
    for (const [i, entry] of this.entries.entries()) {
      const content = ready[i]?.content.size ?? 0;
      try { checkSizes([content], options.line.keys.limits); } catch (error) { throw about(entry, error); }
    }
    checkSizes(ready.map((file) => file.content.size), options.line.keys.limits);
    if (options.desk !== this.desk) for (const entry of this.entries) [entry.upload, entry.ref] = [null, null]; // another opens nothing of it
    this.desk = options.desk;
    bars.replaceChildren();
    for (const [i, entry] of this.entries.entries()) {
      const file = ready[i];
      if (!file || entry.ref) continue;
      const onProgress = bar(bars, file.name);
      entry.upload ??= new Upload(file, { ...options, onProgress });
      try {
        entry.ref = await entry.upload.run();
      } catch (error) {
        if (error instanceof FileChanged) entry.upload = null;
        throw about(entry, error);
      }
    }
    return this.entries.flatMap((entry) => (entry.ref ? [entry.ref] : []));
  }

  /** Forget all of them. */
  clear(): void {
    this.entries = [];
    this.list.replaceChildren();
  }

  private add(file: File): void {
    const item = part("t-file");
    const entry: Entry = { file, item, number: (this.count += 1), keeps: false, ready: Promise.reject(new Error()), upload: null, ref: null };
    this.prepare(entry);
    find("button", item).addEventListener("click", () => {
      this.entries = this.entries.filter((other) => other !== entry);
      item.remove();
      find("input[type=file]", this.section).focus();
    });
    findA(HTMLInputElement, "input[type=checkbox]", item).addEventListener("change", (event) => {
      entry.keeps = (event.target as HTMLInputElement).checked;
      this.prepare(entry);
    });
    this.entries.push(entry);
    this.list.append(item);
  }

  private prepare(entry: Entry): void {
    const { file, item, number, keeps } = entry;
    entry.ready.catch(() => undefined);
    [entry.upload, entry.ref] = [null, null];
    find("small", item).textContent = text("looking");
    const made = import("./scrub/scrub.js").then(({ keep, scrub }) => (keeps ? keep(file) : scrub(file, number)));
    entry.ready = made;
    made.then(
      (ready) => { if (entry.ready === made) describe(item, ready); },
      () => { if (entry.ready === made) find("small", item).textContent = text("file-changed", { name: file.name }); },
    );
  }
}

function describe(item: HTMLElement, ready: Scrubbed): void {
  const { lang } = document.documentElement;
  const what = ready.removed.map((trace) => text(trace)).join(lang.startsWith("zh") ? "、" : ", ");
  const told = ready.kept !== null ? text(`kept-${ready.kept}`) : what === "" ? text("clean") : text("cleaned", { what });
  find("b", item).textContent = ready.name;
  find("button .hidden", item).textContent = ` ${ready.name}`;
  find("small", item).textContent = `${size(ready.content.size, lang)} · ${told}`;
  item.classList.toggle("careful", ready.kept !== null);
}

/** A bar for one file; returns what moves it. */
function bar(bars: HTMLElement, name: string): (sent: number, total: number) => void {
  const made = part("t-bar");
  const [label, told] = Array.from(made.querySelectorAll("span"));
  const line = findA(HTMLProgressElement, "progress", made);
  [line.id, line.max] = [`bar-${String(bars.childElementCount)}`, 1];
  findA(HTMLLabelElement, "label", made).htmlFor = line.id;
  if (label) label.textContent = name;
  bars.append(made);
  return (sent, total) => {
    line.value = total === 0 ? 1 : sent / total;
    if (told) told.textContent = `${String(Math.floor(line.value * 100))} %`;
  };
}

function about(entry: Entry, error: unknown): unknown {
  if (error instanceof FileChanged || error instanceof FileTooLarge) return new FileTrouble(find("b", entry.item).textContent || entry.file.name, error);
  return error;
}
