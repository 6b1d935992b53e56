/** What can go wrong between a page and its line, each with a code that the page has a sentence for. */
export class PageError extends Error {
  override name = "PageError";
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}
/** The file is not what was chosen any more: the person chooses it again. */
export class FileChanged extends PageError {
  override name = "FileChanged";
  constructor(message: string) {
    super(message, "file-changed");
  }
}
