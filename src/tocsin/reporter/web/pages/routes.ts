/**
 * Who reads what: the page carries the table of `/routes.json`, so that nobody is asked, and nobody learns from a question
 * what is about to be told. As in RFC 5222 an answer stands at the largest area in which it is right.
 */

export interface Reading {
  desk: string;
  /** The authority that is competent, where it has no desk of the line; else empty. */
  competent: string;
}
export interface Routes {
  /** Areas that make a difference -> the nearest one above that does, else empty. */
  areas: Record<string, string>;
  /** The first is the line's own desk: whatever the table does not know goes there, and never away. */
  readings: Reading[];
  periods: { begins: string; ways: Record<string, number>[]; concerns: Record<string, number> }[];
}

/** An area and those above it, nearest first, and last everywhere (empty). */
export function lineage(areas: Record<string, string>, area: string): string[] {
  const found: string[] = [];
  for (let at = area; at in areas && !found.includes(at); at = areas[at] ?? "") found.push(at);
  return [...found, ""];
}

/** The place of who reads among the readings. */
export function placeOf(routes: Routes, concern: string, area: string, now: Date): number {
  const day = now.toISOString().slice(0, 10);
  const period = routes.periods.filter(({ begins }) => begins <= day).pop();
  const way = period?.ways[period.concerns[concern] ?? -1];
  const at = lineage(routes.areas, area).find((code) => way?.[code] !== undefined);
  return way && at !== undefined ? (way[at] ?? 0) : 0;
}
