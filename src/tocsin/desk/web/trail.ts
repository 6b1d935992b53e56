/**
 * The way one came: which cases stood beside this one in the queue, so that one key leads on to the next.
 *
 * Ids alone, for as long as this tab lives; they are random and tell nothing.
 */
const NAME = "tocsin-trail";

interface Trail {
  back: string;
  ids: string[];
}

/** Keep the order of the queue that one leaves, and its address. */
export function lay(ids: string[]): void {
  sessionStorage.setItem(NAME, JSON.stringify({ back: location.pathname + location.search, ids }));
}

function trail(): Trail {
  const kept: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
  return kept ? (kept as Trail) : { back: "/", ids: [] };
}

/** Return the address of the queue one came from. */
export const back = (): string => trail().back;

/** Return the case `step` places on from one, or nothing where the queue ends or one came another way. */
export function beside(id: string, step: number): string | undefined {
  const { ids } = trail();
  const at = ids.indexOf(id);
  return at < 0 ? undefined : ids[at + step];
}
