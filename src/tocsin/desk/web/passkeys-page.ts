/** Passkeys on the page of an officer's keys: one is made, and shown as supervisors propose it. */
import { fingerprint } from "./device.js";
import { write } from "./parts.js";
import { create, Unfit, type Made } from "./passkey.js";
import { sentence } from "./sentences.js";
import { keep, kept } from "./store.js";

const officer = document.documentElement.dataset["officer"] ?? "";

/** Public halves that this browser made: from the authenticator, so that no server can put another in their place. */
const made = async (): Promise<Made[]> => (await kept<Made[]>(`passkeys:${officer}`)) ?? [];

/** Start this part of the page. */
export async function start(): Promise<void> {
  const form = document.querySelector<HTMLFormElement>("#passkey-new");
  form?.addEventListener("submit", (event) => {
    const field = form.elements.namedItem("credential");
    if (!(field instanceof HTMLInputElement) || field.value !== "") return;
    event.preventDefault();
    write("passkey-told", "");
    void make(form, field).catch((error: unknown) => { write("passkey-told", sentence(reason(error))); });
  });
  await show();
}

async function make(form: HTMLFormElement, field: HTMLInputElement): Promise<void> {
  if (!("PublicKeyCredential" in window)) throw new Unfit("no-passkeys");
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) { location.reload(); return; } // it was shown too long ago that it is oneself: the page has the way
  const { creation_options: options } = (await answer.json()) as { creation_options: Parameters<typeof create>[0] };
  const { credential, made: half } = await create(options);
  await keep(`passkeys:${officer}`, [...(await made()), half]);
  field.value = JSON.stringify(credential);
  form.submit();
}

const reason = (error: unknown): string => {
  if (error instanceof Unfit) return error.code;
  if (!(error instanceof DOMException)) return "failed";
  return { InvalidStateError: "made-before", NotSupportedError: "passkey-kind" }[error.name] ?? "none-made";
};

async function show(): Promise<void> {
  for (const half of await made()) {
    const place = document.querySelector<HTMLElement>(`[data-credential="${CSS.escape(half.credential)}"] .to-propose`);
    const save = place?.querySelector("a");
    const print = place?.querySelector(".print");
    if (!place || !save || !print) continue;
    print.textContent = await fingerprint(half.public);
    save.href = `data:application/json,${encodeURIComponent(JSON.stringify(half))}`;
    place.hidden = false;
  }
}
