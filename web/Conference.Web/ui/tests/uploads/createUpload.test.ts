import { expect, test } from "vitest";
import { metadata } from "../../src/uploads/createUpload";

test("values go as base64 of UTF-8, whatever letters they hold", () => {
  const [pair, other] = metadata({ filename: "лекция 1.mp4", room: "abc" }).split(",") as [string, string];
  const [key, value] = pair.split(" ") as [string, string];
  expect(key).toBe("filename");
  expect(new TextDecoder().decode(Uint8Array.from(atob(value), (c) => c.charCodeAt(0)))).toBe("лекция 1.mp4");
  expect(other).toBe("room YWJj");
});

test("nothing is an empty value", () => {
  expect(metadata({ title: "" })).toBe("title ");
});
