/** Whether a chosen file is exactly one that the line publishes. The file is read here; what is fetched is the same for everybody. */
import { fromUtf8, hex, unhex, utf8 } from "../../../envelope/web/bytes.js";
import { fields, type Json, loads } from "../../../envelope/web/canonical.js";
import { BadKeys, NotCanonical } from "../../../envelope/web/errors.js";
import { readKeys } from "../../../envelope/web/keys.js";
import { digest } from "./digest.js";
import { ask } from "./http.js";
import { template } from "./saying.js";

/** What a page of the list is: its address, by the digest of its bytes. */
export type Paths = ReadonlyMap<string, string>;

/** Read the list of files that signed keys name; `BadKeys` where the root did not sign it. */
export async function readPaths(keys: Uint8Array, manifest: Uint8Array<ArrayBuffer>, root: Uint8Array): Promise<Paths> {
  readKeys(keys, root);
  const { hashes } = loads(utf8(fields(loads(keys), { signature: "string", signed: "string" }).signed));
  const { site } = hashes as Record<string, Json>;
  if (hex(await digest(manifest)) !== site) throw new BadKeys("the list of files is not the one that the root signed");
  const { files } = fields(JSON.parse(fromUtf8(manifest)), { format: "string", charter: "string", files: "object" });
  const shape = { sha256: "string", size: "number", type: "string" } as const;
  return new Map(Object.entries(files).map(([path, entry]) => [fields(entry, shape).sha256, path]));
}

/** Show the field, and compare each file that is chosen. */
export function start(): Promise<void> {
  const form = document.querySelector<HTMLFormElement>("#verify");
  const field = form?.querySelector<HTMLInputElement>("input");
  const status = form?.querySelector("[data-slot=status]");
  if (!form || !field || !status) return Promise.resolve();
  let turn = 0;
  field.addEventListener("change", () => {
    const [file] = field.files ?? [];
    turn += 1;
    const mine = turn;
    status.replaceChildren(...(file ? [template("working")] : []));
    // Only the file chosen last is told about, however long an earlier one took.
    if (file) void compare(file).then((told) => { if (mine === turn) status.replaceChildren(told); });
  });
  form.hidden = false;
  return Promise.resolve();
}

async function compare(file: File): Promise<DocumentFragment> {
  try {
    const get = async (path: string): Promise<Uint8Array<ArrayBuffer>> => (await ask(location.origin, { method: "GET", path })).body;
    const root = unhex(document.documentElement.dataset["root"] ?? "", 32);
    const paths = await readPaths(await get("/keys.json"), await get("/manifest.json"), root);
    const path = paths.get(hex(await digest(new Uint8Array(await file.arrayBuffer()))));
    return path === undefined ? template("not-ours") : ours(path);
  } catch (error) {
    return template(error instanceof BadKeys || error instanceof NotCanonical ? "untrusted" : "away");
  }
}

function ours(path: string): DocumentFragment {
  const told = template("ours");
  const link = told.querySelector<HTMLAnchorElement>("[data-path]");
  if (link) [link.href, link.textContent] = [path, path];
  return told;
}
