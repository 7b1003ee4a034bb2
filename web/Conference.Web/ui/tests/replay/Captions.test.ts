import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Captions } from "../../src/replay/Captions";

const files: Record<string, string> = {
  "/en": "WEBVTT\n\n00:01.000 --> 00:03.000\nHello\n\n00:02.000 --> 00:04.000\nWorld\n",
  "/ru": "WEBVTT\n\n00:01.000 --> 00:03.000\nЗдравствуйте\n",
};
const tracks = [{ language: "ru", url: "/ru" }, { language: "en-GB", url: "/en" }];
let captions: Captions;

beforeEach(() => {
  localStorage.setItem("conference.replay.captions", "null");
  vi.stubGlobal("fetch", async (url: string) => new Response(files[url]));
  captions = new Captions();
  captions.tracks.value = tracks;
});

afterEach(() => {
  captions.close();
  vi.unstubAllGlobals();
});

test("switched on they come in the reader's language, and what is said at once stands together", async () => {
  captions.toggle("en");
  expect(captions.language.value).toBe("en-GB");
  await vi.waitFor(() => expect(captions.at(1500)).toBe("Hello"));
  expect([captions.at(500), captions.at(2500), captions.at(3000), captions.at(4000)]).toEqual(["", "Hello\nWorld", "World", ""]);
  captions.toggle("en");
  expect([captions.language.value, captions.at(1500)]).toEqual([null, ""]);
});

test("without captions in the reader's language the first ones are taken", () => {
  captions.toggle("de");
  expect(captions.language.value).toBe("ru");
});

test("the language is remembered, also for a recording that lacks it", () => {
  captions.language.value = "en-GB";
  const next = new Captions();
  next.tracks.value = [{ language: "ru", url: "/ru" }];
  expect([next.language.value, next.at(1500)]).toEqual(["en-GB", ""]);
  next.toggle("ru");
  expect(next.language.value).toBe("ru");
  next.close();
});
