/** What can go wrong between a page and its line, each with a stable code that the page has a sentence for. */
export class PageError extends Error {
  override name = "PageError";
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** The file is not what was chosen any more, or cannot be read: the person chooses it again. */
export class FileChanged extends PageError {
  override name = "FileChanged";
  constructor(message: string) {
    super(message, "file-changed");
  }
}

/** Larger than the line takes: `file-too-large` for one file, `report-too-large` for all of a report together. */
export class FileTooLarge extends PageError {
  override name = "FileTooLarge";
  constructor(
    readonly most: number,
    code: "file-too-large" | "report-too-large",
  ) {
    super(`at most ${String(most)} bytes`, code);
  }
}

/** No answer, or one cut short: nothing is known of what was sent, and the same bytes may be sent again. */
export class LineAway extends PageError {
  override name = "LineAway";
  constructor(message: string) {
    super(message, "line-away");
  }
}

/** Another line answers than the one this page belongs to, or its keys are older than those seen: seal nothing. */
export class UntrustedLine extends PageError {
  override name = "UntrustedLine";
  constructor(message: string) {
    super(message, "untrusted-line");
  }
}

/** The line said no. `code` is the one of `docs/api.md`, `answer` all that it said. */
export class LineRefused extends PageError {
  override name = "LineRefused";
  constructor(
    readonly status: number,
    readonly answer: Record<string, unknown>,
  ) {
    const { error, message } = answer;
    super(typeof message === "string" ? message : `HTTP ${String(status)}`, typeof error === "string" ? error : String(status));
  }

  /** Whether the same bytes may pass later: the line, or what stands before it, has trouble of its own. */
  get passing(): boolean {
    return this.status === 408 || this.status >= 500 || this.code === "cut-short";
  }
}
