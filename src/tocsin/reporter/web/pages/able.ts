/** Whether this browser can seal. One that cannot keeps the page without script, which says so. */
import { seal } from "../../../envelope/web/age.js";
import { derive, replyRecipient } from "../../../envelope/web/receipt.js";

/** Look for all that sealing needs, and then seal something: an engine that only claims to be able is found out here. */
export async function canSeal(): Promise<boolean> {
  const scope = globalThis as unknown as Record<string, unknown>;
  const needed = ["crypto", "TextEncoder", "TextDecoder", "BigInt", "ReadableStream", "AbortController", "FormData", "fetch"];
  if (!needed.every((name) => scope[name] !== undefined) || scope["isSecureContext"] !== true) return false;
  // Missing where a page is not served safely, whatever the types say.
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (subtle === undefined || !("arrayBuffer" in Blob.prototype) || !("content" in document.createElement("template"))) return false;
  try {
    const recipient = await replyRecipient(derive(crypto.getRandomValues(new Uint8Array(16)), new Uint8Array(16)));
    return (await seal(new Uint8Array(16), [recipient])).length > 0;
  } catch {
    return false;
  }
}
