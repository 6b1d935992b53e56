/** Marks in a text that changes under them; places are UTF-16 units, as fields count them. */

/** Units from `start` up to `end`, and why to look at them. */
export interface Mark {
  start: number;
  end: number;
  why: string;
}

/** Return the marks of a text that came in pieces. */
export function ofPieces(pieces: { text: string; why: string }[]): Mark[] {
  let end = 0;
  return pieces
    .map(({ text, why }) => { end += text.length; return { start: end - text.length, end, why }; })
    .filter(({ why }) => why !== "");
}

/** Return where marks lie after an edit: those behind it move along, those it changes are gone. */
export function moved(marks: Mark[], before: string, after: string): Mark[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const [from, to, by] = [head, before.length - tail, after.length - before.length];
  return marks
    .filter(({ start, end }) => end <= from || start >= to)
    .map((mark) => (mark.start >= to ? { ...mark, start: mark.start + by, end: mark.end + by } : mark));
}
