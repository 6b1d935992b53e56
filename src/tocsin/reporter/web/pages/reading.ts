/** Reading what a person chose, which can vanish or change on the disk while we work. */
import { FileChanged } from "./errors.js";

/** Read a stretch whole; `FileChanged` when the disk no longer gives it, or gives less than it promised. */
export async function readBytes(part: Blob): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await part.arrayBuffer());
  } catch {
    throw new FileChanged("the file cannot be read as it was chosen");
  }
  if (bytes.length !== part.size) throw new FileChanged("the file has another size than when it was chosen");
  return bytes;
}
