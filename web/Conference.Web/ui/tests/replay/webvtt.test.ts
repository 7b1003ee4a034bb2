import { expect, test } from "vitest";
import { parseCues } from "../../src/replay/webvtt";

test("cues come with their times and plain text, whatever the line ends and hours", () => {
  const cues = parseCues("\uFEFFWEBVTT - Lecture\r\n\r\nNOTE nothing\r\n\r\n1\r\n00:01.500 --> 00:03.000 line:90%\r\n<v Ann>Good <b>morning</b> &amp; welcome\r\nto all\r\n\r\n01:00:00.000 --> 01:00:01.000\r\nEnd\r\n");
  expect(cues).toEqual([
    { startMs: 1500, endMs: 3000, text: "Good morning & welcome\nto all" },
    { startMs: 3_600_000, endMs: 3_601_000, text: "End" },
  ]);
});

test("they are in the order of time, and what is no cue is left out", () => {
  expect(parseCues("WEBVTT\n\n00:05.000 --> 00:06.000\nb\n\n00:01.000 --> 00:02.000\na\n\nx --> y\nc").map(({ text }) => text)).toEqual(["a", "b"]);
  expect(parseCues("")).toEqual([]);
});
