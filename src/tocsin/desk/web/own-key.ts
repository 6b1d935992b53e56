/**
 * An officer's own key, asked for in a dialog that says what is signed; a shift's key alone must not sign it.
 *
 * The dialog is made here and lies over the page, which is inert meanwhile: nothing of a page can say other words in it,
 * lie over it or press it.
 */
import * as device from "./device.js";
import { element } from "./parts.js";
import type { Signer } from "./shift.js";
import { facts, said } from "./signing-meaning.js";
import { withKey, withPasskey } from "./signing-ways.js";
import { word } from "./signing-words.js";
import type { Proposal, Wanted } from "./together.js";

// Milliseconds: a page could have the officer click twice, so that the second click meets this dialog unread.
const UNREAD = 700;
const officer = document.documentElement.dataset["officer"] ?? "";

/** Show what is signed and let the officer choose a key; nothing if they cancel. `name` is the proposal's hash. */
export async function ownKey(
  does: "propose" | "confirm" | "decline" | "fetch" | "refer" | "return", what: Wanted & Partial<Proposal>, name = "",
): Promise<Signer | undefined> {
  const mine = await device.device(officer);
  const dialog = element("dialog");
  dialog.id = "own-key";
  const told = element("div");
  told.id = "own-key-what";
  told.append(element("p", "", word(does)), element("h3", "", said(what)), await facts(what, name), element("p", "", word("who", { officer })));
  const title = element("h2", "", word("title"));
  title.id = "own-key-title";
  title.tabIndex = -1;
  dialog.setAttribute("aria-labelledby", title.id);
  const keys = new Keys(mine);
  dialog.append(title, told, ...keys.parts);
  document.documentElement.append(dialog);
  dialog.showModal();
  title.focus();
  try {
    return await keys.chosen(dialog);
  } finally {
    dialog.remove();
  }
}

/** The ways to sign, as parts of the dialog. */
class Keys {
  readonly parts: Node[];
  readonly #mine: device.Device | undefined;
  readonly #device = button("main", "with-device");
  readonly #passkey = button("", "with-passkey");
  readonly #cancel = button("quiet", "cancel");
  readonly #file = element("input");
  readonly #fault = element("p", "fault");

  constructor(mine: device.Device | undefined) {
    this.#mine = mine;
    this.#device.hidden = !mine;
    this.#device.disabled = this.#passkey.disabled = true;
    this.#device.id = "own-key-device";
    Object.assign(this.#file, { type: "file", id: "own-key-file", accept: ".key,.pem" });
    this.#file.setAttribute("aria-describedby", "own-key-hint");
    this.#fault.setAttribute("role", "alert");
    this.#fault.hidden = true;
    const [row, field] = [element("p", "row"), element("div", "field")];
    const [label, hint] = [element("label", "", word("with-file")), element("p", "hint", word("file-hint"))];
    label.htmlFor = this.#file.id;
    hint.id = "own-key-hint";
    row.append(this.#device, this.#passkey);
    field.append(label, hint, this.#file);
    this.parts = [row, field, this.#fault, this.#cancel];
  }

  /** Resolve with a signer as soon as one is chosen; a file signs and is not kept, and one that is no key is told. */
  chosen(dialog: HTMLDialogElement): Promise<Signer | undefined> {
    setTimeout(() => { this.#device.disabled = this.#passkey.disabled = false; }, UNREAD);
    return new Promise<Signer | undefined>((resolve) => {
      const take = (key: device.Device | undefined): void => { if (key) resolve(withKey(key)); };
      dialog.addEventListener("close", () => { resolve(undefined); });
      this.#cancel.addEventListener("click", () => { dialog.close(); });
      this.#device.addEventListener("click", () => { take(this.#mine); });
      this.#passkey.addEventListener("click", () => { resolve(withPasskey()); });
      this.#file.addEventListener("change", () => { void this.#fromFile().then(take, () => { this.#tell(word("not-a-key")); }); });
    });
  }

  async #fromFile(): Promise<device.Device | undefined> {
    const text = await this.#file.files?.[0]?.text();
    this.#file.value = "";
    return text === undefined ? undefined : device.read(text);
  }

  #tell(fault: string): void {
    this.#fault.textContent = fault;
    this.#fault.hidden = false;
  }
}

function button(name: string, says: "with-device" | "with-passkey" | "cancel"): HTMLButtonElement {
  const made = element("button", name, word(says));
  made.type = "button";
  return made;
}
