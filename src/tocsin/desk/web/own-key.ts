/** An officer's own key, asked for in a dialog that says what is signed; a shift's key alone must not sign it. */
import * as device from "./device.js";
import { part, partOf, reveal, write } from "./parts.js";
import * as passkey from "./passkey.js";
import { sentence } from "./sentences.js";
import type { Signer } from "./shift.js";

const officer = document.documentElement.dataset["officer"] ?? "";

/** Show what is signed and let the officer choose a key; nothing if they cancel. */
export async function ownKey(what: Node[]): Promise<Signer | undefined> {
  const dialog = partOf(HTMLDialogElement, "own-key");
  if (!dialog) return undefined;
  part("own-key-what")?.replaceChildren(...what);
  write("own-key-fault", "");
  reveal("own-key-device", Boolean(await device.device(officer)));
  dialog.showModal();
  const chosen = await choice(dialog);
  dialog.close();
  return chosen;
}

/** Resolve with a signer as soon as one is chosen; a file that is no key is told, and one may choose again. */
function choice(dialog: HTMLDialogElement): Promise<Signer | undefined> {
  const over = new AbortController();
  const { signal } = over;
  return new Promise<Signer | undefined>((resolve) => {
    dialog.addEventListener("close", () => { resolve(undefined); }, { signal });
    part("own-key-passkey")?.addEventListener("click", () => { resolve(passkey.signer(() => undefined)); }, { signal });
    part("own-key-device")?.addEventListener("click", () => { void device.device(officer).then(using(resolve)); }, { signal });
    part("own-key-file")?.addEventListener("change", () => { void fromFile().then(using(resolve), untaken); }, { signal });
  }).finally(() => { over.abort(); });
}

const using = (resolve: (signer: Signer) => void) => (mine: device.Device | undefined): void => {
  if (mine) resolve(device.signer(mine));
};

async function fromFile(): Promise<device.Device | undefined> {
  const field = partOf(HTMLInputElement, "own-key-file");
  const text = await field?.files?.[0]?.text();
  if (field) field.value = "";
  return text === undefined ? undefined : device.take(officer, text);
}

const untaken = (error: unknown): void => {
  write("own-key-fault", sentence(error instanceof device.NotAKey ? "not-a-key" : "failed"));
};
