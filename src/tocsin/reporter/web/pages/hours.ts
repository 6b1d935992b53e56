/** Whether an office is open now: from the week that its page carries, in the office's own time zone, asking nobody. */

const DAY = 1440; // minutes
const WEEK = 7 * DAY;
const AHEAD = 14; // days that are looked through for the next opening: a fortnight of days off is no opening to wait for

/** Minutes of the week, Monday first, in which it is open on days that are not off (ISO days). */
export interface Week {
  zone: string;
  spans: readonly (readonly [number, number])[];
  off: ReadonlySet<string>;
}
/** When it changes: so many days from today, at a minute of that day. */
export interface Change {
  days: number;
  minute: number;
}
export interface State {
  open: boolean;
  /** Null where it does not change within a fortnight. */
  next: Change | null;
}

/** Read `480-960 1920-2400` and `2026-12-25 2027-01-01`. */
export function week(zone: string, spans: string, off: string): Week {
  const read = spans.split(" ").flatMap((span) => {
    const found = /^(\d+)-(\d+)$/.exec(span);
    return found ? [[Number(found[1]), Number(found[2])] as const] : [];
  });
  return { zone, spans: read, off: new Set(off.split(" ")) };
}

/** The day of a moment in a zone, as the midnight in UTC of the same date, and the minute of that day. */
export function local(now: Date, zone: string): { day: Date; minute: number } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23",
  }).formatToParts(now);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  return { day: new Date(Date.UTC(part("year"), part("month") - 1, part("day"))), minute: part("hour") * 60 + part("minute") };
}

/** The day so many days after one. */
export const after = (day: Date, days: number): Date => new Date(day.getTime() + days * DAY * 60_000);

/** Whether it is open at a moment, and when that changes. */
export function state(hours: Week, now: Date): State {
  const { day, minute } = local(now, hours.zone);
  const held = opened(hours, day);
  let open = held.find(([begin, end]) => begin <= minute && minute < end);
  if (!open) {
    const begins = held.map(([begin]) => begin).filter((begin) => begin > minute);
    return { open: false, next: begins.length ? change(Math.min(...begins)) : null };
  }
  let end = open[1];
  while ((open = held.find(([begin]) => begin === end))) end = open[1]; // midnight is no closing
  return { open: true, next: end < AHEAD * DAY ? change(end) : null };
}

const change = (minute: number): Change => ({ days: Math.floor(minute / DAY), minute: minute % DAY });

/** The spans of the days ahead, in minutes from today's midnight. */
function opened(hours: Week, today: Date): [number, number][] {
  const found: [number, number][] = [];
  for (let days = 0; days < AHEAD; days++) {
    const day = after(today, days);
    if (hours.off.has(day.toISOString().slice(0, 10))) continue;
    const monday = ((day.getUTCDay() + 6) % 7) * DAY;
    for (const [begin, end] of hours.spans) {
      if (begin >= monday && begin < monday + DAY && end <= WEEK) found.push([begin - monday + days * DAY, end - monday + days * DAY]);
    }
  }
  return found;
}
