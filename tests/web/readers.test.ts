/** Who reads, and whom to call first: what the page's script decides is what Python decides of the same charter. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { unbase64 } from "../../src/tocsin/envelope/web/bytes.js";
import { type Calling, callOf, numberOf } from "../../src/tocsin/reporter/web/pages/calling.js";
import { lineage, placeOf, type Routes } from "../../src/tocsin/reporter/web/pages/routes.js";

interface Routings {
  table: string;
  asked: { concern: string; area: string; day: string; desk: string; competent: string }[];
}
interface Callings {
  calling: Calling;
  areas: Record<string, string>;
  own: string[];
  asked: { concern: string; area: string; ongoing: string; now: string; numbers: [string, string] | null }[];
}
const load = (name: string): unknown[] => JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8")) as unknown[];
const [routings] = load("routes") as Routings[];
const [callings] = load("calling") as Callings[];
const routes = JSON.parse(new TextDecoder().decode(unbase64(routings?.table ?? ""))) as Routes;

test.each(routings?.asked ?? [])("$concern in $area on $day is read at $desk", ({ concern, area, day, desk, competent }) => {
  expect(routes.readings[placeOf(routes, concern, area, new Date(`${day}T12:00:00Z`))]).toEqual({ desk, competent });
});

test("a concern of another charter goes to the line's own desk", () => {
  expect(routes.readings[placeOf(routes, "ce-unheard", "NI", new Date())]).toEqual({ desk: "main", competent: "" });
});

test("an area has what the areas above it have, and a circle ends", () => {
  const above = { "NI-BRAE": "NI", NI: "", A: "B", B: "A" };
  expect(lineage(above, "NI-BRAE")).toEqual(["NI-BRAE", "NI", ""]);
  expect(lineage(above, "A")).toEqual(["A", "B", ""]);
  const nested: Routes = { areas: above, readings: routes.readings, periods: [{ begins: "0001-01-01", ways: [{ "": 0, NI: 2 }], concerns: { c: 0 } }] };
  expect([placeOf(nested, "c", "NI-BRAE", new Date()), placeOf(nested, "c", "A", new Date())]).toEqual([2, 0]);
});

test("whom to call follows concern, area, answers and hours", () => {
  for (const { now, numbers, ...told } of callings?.asked ?? []) {
    const { calling, areas, own } = callings as Callings;
    const place = callOf(calling, lineage(areas, told.area), told, new Date(now));
    const emergency = numberOf(calling, lineage(areas, told.area));
    const found = place === null ? null : [own[place] === "" ? emergency : own[place], emergency];
    expect(found, JSON.stringify({ ...told, now })).toEqual(numbers);
  }
});

test("an engine that does not know the zone shows the rule for any hour", () => {
  const unknown = structuredClone((callings as Callings).calling);
  for (const rule of unknown.rules) if (rule.hours) rule.hours.zone = "Atlantis/Port";
  const told = { concern: "ce-site-surveillance", area: "NI", ongoing: "yes" };
  const place = callOf(unknown, lineage(routes.areas, told.area), told, new Date("2026-11-25T12:00:00Z"));
  expect(place === null ? null : unknown.rules[place]?.hours).toBeNull();
  expect(place).not.toBeNull();
});
