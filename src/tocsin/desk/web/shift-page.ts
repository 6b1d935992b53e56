/** The page of an officer's shift: begin it with a key of their own, see how long it goes on, end it. */
import * as device from "./device.js";
import { post, Refused } from "./http.js";
import { changed } from "./indicator.js";
import { part, partOf, reveal, write } from "./parts.js";
import { sentence } from "./sentences.js";
import { begin, end, live, type Signer } from "./shift.js";
import { fault, withKey, withPasskey } from "./signing-ways.js";

const officer = document.documentElement.dataset["officer"] ?? "";

/** Start the page; who comes from signing in and has a key here is taken on at once. */
export async function start(): Promise<void> {
  part("with-passkey")?.addEventListener("click", () => { void attempt(() => Promise.resolve({ sign: withPasskey() })); });
  part("with-device")?.addEventListener("click", () => { void attempt(ownKey); });
  part("with-file")?.addEventListener("change", () => { void attempt(fromFile); });
  part("end-shift")?.addEventListener("click", () => { void end().then(show); });
  await show();
  const begins = new URLSearchParams(location.search).has("begin");
  if (begins && !(await live(officer)) && ((await device.device(officer)) ?? practice())) await attempt(ownKey);
}

/** A practice key comes from the server, which knows it: never where a desk is real, whatever its page says. */
const practice = (): boolean => location.protocol === "http:" && part("shift")?.dataset["practice"] === "yes";

/** What signs, and a key that came from elsewhere: it is kept once the opener took what it signed, never before. */
interface Way {
  sign: Signer;
  fresh?: device.Device;
}

async function ownKey(): Promise<Way> {
  const mine = await device.device(officer);
  if (mine) return { sign: withKey(mine) };
  if (!practice()) throw new Refused("no-key", "", "");
  return from(await (await post.raw("/shift/practice-key", {})).text());
}

async function fromFile(): Promise<Way> {
  const field = partOf(HTMLInputElement, "with-file");
  const file = field?.files?.[0];
  if (!field || !file) throw new Refused("no-key", "", "");
  const text = await file.text();
  field.value = "";
  return from(text);
}

async function from(pem: string): Promise<Way> {
  const fresh = await device.read(pem);
  return { sign: withKey(fresh), fresh };
}

async function attempt(way: () => Promise<Way>): Promise<void> {
  write("shift-told", "");
  try {
    const { sign, fresh } = await way();
    await begin(officer, sign);
    // A key that is kept here already may be the only one of its kind, and is given up on the page of keys alone.
    if (fresh && !(await device.device(officer))) await device.keep(officer, fresh);
  } catch (error) {
    write("shift-told", sentence(fault(error)));
    return show();
  }
  await show();
  const next = part("shift")?.dataset["next"] ?? "";
  if (next) location.assign(next);
}

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
