/** Stop and call: the charter's rules of how soon, of which the first that fits may say to call before anything is told. */

/** What a rule sees: the concern, and the questions with fixed answers. */
export type Told = Record<string, string>;

export interface Rule {
  concerns: string[];
  answers: Record<string, string[]>;
  areas: string[];
  /** Weekday (Monday = 0) -> spans of the local day in an IANA zone; null: at any hour. */
  hours: { zone: string; week: Record<string, [string, string][]> } | null;
  call: boolean;
}
export interface Calling {
  /** Emergency numbers by area; empty: anywhere else. */
  numbers: Record<string, string>;
  rules: Rule[];
}

/** The place of the rule that says to call, or null; `here` is the area and all above it, nearest first. */
export function callOf({ rules }: Calling, here: string[], told: Told, now: Date): number | null {
  const place = rules.findIndex((rule) => fits(rule, here, told, now));
  return rules[place]?.call ? place : null;
}

/** The emergency number that is right there. */
export const numberOf = ({ numbers }: Calling, here: string[]): string => numbers[here.find((code) => code in numbers) ?? ""] ?? "";

function fits(rule: Rule, here: string[], told: Told, now: Date): boolean {
  if (rule.concerns.length > 0 && !rule.concerns.includes(told["concern"] ?? "")) return false;
  if (rule.areas.length > 0 && !rule.areas.some((area) => here.includes(area))) return false;
  if (!Object.entries(rule.answers).every(([question, wanted]) => wanted.includes(told[question] ?? ""))) return false;
  return rule.hours === null || hold(rule.hours, now);
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** An engine that does not know the zone knows no hours: the rule for any hour, which comes after it, holds. */
function hold({ zone, week }: NonNullable<Rule["hours"]>, now: Date): boolean {
  try {
    const wanted = { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    const parts = new Intl.DateTimeFormat("en-GB", wanted).formatToParts(now);
    const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
    const clock = `${of("hour")}:${of("minute")}`;
    return (week[String(DAYS.indexOf(of("weekday")))] ?? []).some(([begin, end]) => begin <= clock && clock < end);
  } catch {
    return false;
  }
}
