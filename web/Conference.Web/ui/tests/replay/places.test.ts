import { beforeEach, expect, test } from "vitest";
import { keepPlace, placeIn } from "../../src/replay/places";

const hour = 3_600_000;

beforeEach(() => localStorage.setItem("conference.replay.places", "[]"));

test("a place is remembered for its own recording", () => {
  keepPlace("a", 60_000, hour);
  keepPlace("b", 90_000, hour);
  keepPlace("a", 120_000, hour);
  expect(placeIn("a")).toBe(120_000);
  expect(placeIn("b")).toBe(90_000);
  expect(placeIn("c")).toBeNull();
});

test("what was seen to its end, or hardly begun, starts from the beginning", () => {
  keepPlace("a", 60_000, hour);
  keepPlace("a", hour - 5000, hour);
  expect(placeIn("a")).toBeNull();
  keepPlace("c", 12_000, 24_000);
  expect(placeIn("c")).toBe(12_000);
  keepPlace("b", 2000, hour);
  expect(placeIn("b")).toBeNull();
});

test("a recording that still grows has no end to be near to", () => {
  keepPlace("a", 60_000, null);
  expect(placeIn("a")).toBe(60_000);
});

test("the oldest places are forgotten first", () => {
  for (let n = 0; n < 250; n++) keepPlace(`r${n}`, 60_000, hour);
  expect(placeIn("r249")).toBe(60_000);
  expect(placeIn("r50")).toBe(60_000);
  expect(placeIn("r49")).toBeNull();
});

test.each(["", "{", "{}", "[1,null,{\"id\":\"a\"},{\"id\":\"a\",\"at\":-1}]", "\"x\""])("a damaged memory (%s) is an empty one", (kept) => {
  localStorage.setItem("conference.replay.places", kept);
  expect(placeIn("a")).toBeNull();
  keepPlace("a", 60_000, hour);
  expect(placeIn("a")).toBe(60_000);
});
