/**
 * A button that is pressed before the page's own script is there: the press waits for it. Otherwise the form would go to
 * our server, which would see the words for a moment although this browser could have kept them.
 */
const MOST = 8000; // milliseconds: then the form goes without script, since a press that nothing follows is worse

/** Hold the first press of a form until `coming` is settled; then press it again, with whatever script is there by then. */
export function hold(coming: Promise<unknown>): void {
  if (typeof HTMLFormElement.prototype.requestSubmit !== "function") return; // Safari before 16
  let again: (() => void) | undefined;
  const early = (event: SubmitEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target, submitter } = event;
    again = () => { (target as HTMLFormElement).requestSubmit(submitter); };
  };
  const release = (): void => {
    document.removeEventListener("submit", early, true);
    again?.();
    again = undefined;
  };
  document.addEventListener("submit", early, true);
  void coming.finally(release);
  setTimeout(release, MOST);
}
