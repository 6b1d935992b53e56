/** The page of an officer's keys: made or taken in here, shown to be proposed, tried at the opener. */
import * as device from "./device.js";
import { changed } from "./indicator.js";
import { part, partOf, reveal, write } from "./parts.js";
import { sentence } from "./sentences.js";
import { begin } from "./shift.js";
import { fault, withKey } from "./signing-ways.js";

const officer = document.documentElement.dataset["officer"] ?? "";

/** Start the page. */
export async function start(): Promise<void> {
  on("device-make", async () => { if (await mayReplace()) await device.make(officer); });
  on("device-drop", async () => { if (await mayReplace()) await device.drop(officer); });
  on("device-try", tryKey);
  part("device-file")?.addEventListener("change", () => { void act(fromFile); });
  await show();
}

function on(name: string, work: () => Promise<void>): void {
  part(name)?.addEventListener("click", () => { void act(work); });
}

async function act(work: () => Promise<void>): Promise<void> {
  write("keys-told", "");
  write("device-known", "");
  try {
    await work();
  } catch (error) {
    write("keys-told", sentence(fault(error)));
  }
  await show();
}

async function fromFile(): Promise<void> {
  const field = partOf(HTMLInputElement, "device-file");
  const file = field?.files?.[0];
  if (!field || !file) return;
  const text = await file.text();
  field.value = "";
  const read = await device.read(text); // what is no key does not even ask for the place of one
  if (await mayReplace()) await device.keep(officer, read);
}

/** A key that is replaced is gone for good, so this is asked; where there is none there is nothing to ask. */
async function mayReplace(): Promise<boolean> {
  const asked = partOf(HTMLDialogElement, "replace");
  if (!asked || !(await device.device(officer))) return true;
  asked.returnValue = "";
  asked.showModal();
  await new Promise((closed) => { asked.addEventListener("close", closed, { once: true }); });
  return asked.returnValue === "yes";
}

async function tryKey(): Promise<void> {
  const mine = await device.device(officer);
  if (!mine) return;
  await begin(officer, withKey(mine));
  changed();
  write("device-known", sentence("known"));
}

async function show(): Promise<void> {
  const mine = await device.device(officer);
  reveal("device", Boolean(mine));
  reveal("device-drop", Boolean(mine));
  reveal("device-none", !mine);
  if (!mine) return;
  write("device-print", await device.fingerprint(mine.publicKey));
  const save = partOf(HTMLAnchorElement, "device-save");
  if (save) save.href = `data:application/x-pem-file,${encodeURIComponent(device.pem(mine.publicKey))}`;
}
