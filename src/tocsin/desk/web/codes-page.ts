/** The page that shows recovery codes once: they are printed. */
export function start(): void {
  document.getElementById("print-codes")?.addEventListener("click", () => { print(); });
}
