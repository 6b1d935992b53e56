/** Signing in with a passkey, or showing with one that it is oneself: the library's challenge out, the assertion in. */
import { assert, Unfit } from "./passkey.js";
import { sentence } from "./sentences.js";

/** Start the sign-in page. */
export function start(): void {
  const form = document.querySelector<HTMLFormElement>("#passkey-in");
  const told = document.querySelector<HTMLElement>("#passkey-told");
  form?.addEventListener("submit", (event) => {
    const field = form.elements.namedItem("credential");
    if (!(field instanceof HTMLInputElement) || field.value !== "") return;
    event.preventDefault();
    void fill(form, field).catch((error: unknown) => {
      if (!told) return;
      told.textContent = sentence(error instanceof Unfit ? error.code : "no-passkey");
      told.hidden = false;
    });
  });
}

async function fill(form: HTMLFormElement, field: HTMLInputElement): Promise<void> {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  const { request_options: options } = (await answer.json()) as { request_options: Parameters<typeof assert>[0] };
  field.value = JSON.stringify(await assert(options));
  form.submit();
}
