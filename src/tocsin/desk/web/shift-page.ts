/** The page of an officer's shift: begin it with a key of their own, see how long it goes on, end it. */
import * as device from "./device.js";
import { post, Refused } from "./http.js";
import { changed } from "./indicator.js";
import { part, partOf, reveal, write } from "./parts.js";
import * as passkey from "./passkey.js";
import { sentence } from "./sentences.js";
import { begin, end, live, type Signer } from "./shift.js";

const officer = document.documentElement.dataset["officer"] ?? "";

/** Start the page; who comes from signing in and has a key here is taken on at once. */
export async function start(): Promise<void> {
  part("with-passkey")?.addEventListener("click", () => { void attempt(ownPasskey); });
  part("with-device")?.addEventListener("click", () => { void attempt(ownKey); });
  part("with-file")?.addEventListener("change", () => { void attempt(fromFile); });
  part("end-shift")?.addEventListener("click", () => { void end().then(show); });
  await show();
  const begins = new URLSearchParams(location.search).has("begin");
  if (begins && !(await live(officer)) && ((await device.device(officer)) ?? practice())) await attempt(ownKey);
}

/** A practice key comes from the server, which knows it: never where a desk is real, whatever its page says. */
const practice = (): boolean => location.protocol === "http:" && part("shift")?.dataset["practice"] === "yes";

async function ownKey(): Promise<Signer> {
  let mine = await device.device(officer);
  if (!mine && practice()) mine = await device.take(officer, await (await post.raw("/shift/practice-key", {})).text());
  if (!mine) throw new Refused("no-key", "", "");
  return device.signer(mine);
}

let anothers = false; // the passkey that was used last says that it belongs to somebody else

const ownPasskey = (): Promise<Signer> =>
  Promise.resolve(passkey.signer((handle) => { anothers = handle !== "" && handle !== part("shift")?.dataset["handle"]; }));

async function fromFile(): Promise<Signer> {
  const field = partOf(HTMLInputElement, "with-file");
  const file = field?.files?.[0];
  if (!field || !file) throw new Refused("no-key", "", "");
  const mine = await device.take(officer, await file.text());
  field.value = "";
  return device.signer(mine);
}

async function attempt(sign: () => Promise<Signer>): Promise<void> {
  write("shift-told", "");
  anothers = false;
  try {
    await begin(officer, await sign());
  } catch (error) {
    write("shift-told", sentence(reason(error)));
    return show();
  }
  await show();
  const next = part("shift")?.dataset["next"] ?? "";
  if (next) location.assign(next);
}

const reason = (error: unknown): string => {
  if (error instanceof Refused) return why(error);
  if (error instanceof passkey.Unfit) return error.code;
  if (error instanceof device.NotAKey) return "not-a-key";
  return error instanceof DOMException ? "no-passkey" : "failed";
};

/** The opener does not say whose a key is that it does not know as ours; the passkey itself does. */
const why = (error: Refused): string =>
  error.why || (error.code === "not-allowed" && anothers ? "another-passkey" : error.code);

async function show(): Promise<void> {
  const shift = await live(officer);
  reveal("shift-live", Boolean(shift));
  reveal("shift-none", !shift);
  const until = partOf(HTMLTimeElement, "shift-until");
  if (shift && until) {
    until.dateTime = shift.expires;
    until.textContent = new Date(shift.expires).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  }
  reveal("with-device", Boolean(await device.device(officer)) || practice());
  changed();
}
