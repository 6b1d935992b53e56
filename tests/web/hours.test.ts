/** Open now or not: in the office's zone, over midnight, over days off, at a change of clocks. */
import { expect, test } from "vitest";
import { local, state, week } from "../../src/tocsin/reporter/web/pages/hours.js";

const OFFICE = "480-960 1920-2400 3360-3840 4800-5280 6240-6600"; // 08:00-16:00, Friday until 14:00
const faroe = (off = ""): ReturnType<typeof week> => week("Atlantic/Faroe", OFFICE, off);
const at = (iso: string): Date => new Date(iso);

test("on a working day it is open until it closes, and opens again the next morning", () => {
  expect(state(faroe(), at("2026-11-25T12:00:00Z"))).toEqual({ open: true, next: { days: 0, minute: 960 } });
  expect(state(faroe(), at("2026-11-25T16:00:00Z"))).toEqual({ open: false, next: { days: 1, minute: 480 } });
  expect(state(faroe(), at("2026-11-25T07:59:00Z"))).toEqual({ open: false, next: { days: 0, minute: 480 } });
});

test("after Friday comes Monday, and after days off the day that is none", () => {
  expect(state(faroe(), at("2026-11-27T15:00:00Z")).next).toEqual({ days: 3, minute: 480 });
  const christmas = faroe("2026-12-24 2026-12-25");
  expect(state(christmas, at("2026-12-24T12:00:00Z"))).toEqual({ open: false, next: { days: 4, minute: 480 } });
});

test("the zone is the office's, not the reader's", () => {
  const shanghai = week("Asia/Shanghai", "540-1020", "");
  expect(state(shanghai, at("2026-11-23T01:30:00Z")).open).toBe(true); // Monday, half past nine there
  expect(state(shanghai, at("2026-11-23T09:30:00Z")).open).toBe(false);
  expect(local(at("2026-11-22T20:00:00Z"), "Asia/Shanghai").day.toISOString().slice(0, 10)).toBe("2026-11-23");
});

test("summer time moves the hours with the clocks of the place", () => {
  expect(state(faroe(), at("2026-07-01T07:30:00Z")).open).toBe(true); // half past eight there
  expect(state(faroe(), at("2026-12-01T07:30:00Z")).open).toBe(false);
});

test("midnight is no closing, and what is always open does not change", () => {
  const night = week("UTC", "1200-1440 1440-1800", "");
  expect(state(night, at("2026-11-23T22:00:00Z"))).toEqual({ open: true, next: { days: 1, minute: 360 } });
  const always = week("UTC", Array.from({ length: 7 }, (_, day) => `${String(day * 1440)}-${String((day + 1) * 1440)}`).join(" "), "");
  expect(state(always, at("2026-11-23T22:00:00Z"))).toEqual({ open: true, next: null });
});

test("a pause at noon is one", () => {
  const south = week("UTC", "540-720 780-1020", "");
  expect(state(south, at("2026-11-23T12:30:00Z"))).toEqual({ open: false, next: { days: 0, minute: 780 } });
});

test("what cannot be read says nothing", () => {
  expect(state(week("UTC", "", ""), at("2026-11-23T12:30:00Z"))).toEqual({ open: false, next: null });
  expect(week("UTC", "nonsense 1-", "").spans).toEqual([]);
});
