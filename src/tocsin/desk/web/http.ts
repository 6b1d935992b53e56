/** Posts to our own server: JSON in, JSON or a piece of a page out, and every refusal with its way out. */
import type { Json } from "../../envelope/web/canonical.js";

/** The server or the opener refused; `code` and `why` are stable, `message` and `hint` are for people. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string,
    readonly why = "",
  ) {
    super(message);
  }
}

async function raw(path: string, body: Record<string, Json>): Promise<Response> {
  const token = document.documentElement.dataset["token"] ?? "";
  let answer: Response;
  try {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), redirect: "error" });
  } catch {
    throw new Refused("away", "", "");
  }
  if (answer.ok) return answer;
  const told = (await answer.json().catch(() => ({}))) as { error?: string; message?: string; hint?: string; why?: string };
  throw new Refused(told.error ?? "failed", told.message ?? "", told.hint ?? "", told.why ?? "");
}

/** Post and read JSON; `post.raw` gives the answer itself. */
export const post = Object.assign(
  async (path: string, body: Record<string, Json>) => (await (await raw(path, body)).json()) as Record<string, Json>,
  { raw },
);
