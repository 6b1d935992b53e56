/**
 * Keys without a modifier. They are silent while somebody types, composes (Chinese input), or holds Ctrl, Alt or Meta,
 * while a dialog is open, and in a browser whose officer switched them off (WCAG 2.2, 2.1.4).
 */
const OFF = "tocsin-keys-off";

/** What a key does; a key is what `KeyboardEvent.key` says: `j`, `Enter`, `X` is Shift and x. */
export type Keys = Record<string, (event: KeyboardEvent) => void>;

/** Tell whether single letters act in this browser. */
export const on = (): boolean => localStorage.getItem(OFF) === null;

/** Switch single letters on or off in this browser. */
export function turn(letters: boolean): void {
  if (letters) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])"));

/** Let keys act on this page; one that is bound later takes the place of an earlier one. */
export function bind(keys: Keys): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]") && event.key !== "?") return;
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!act || (event.key.length === 1 && !on())) return;
    if (event.key === "Enter" && event.target instanceof HTMLElement && event.target.matches("a, button, summary")) return;
    event.preventDefault();
    act(event);
  });
}
