import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Notices } from "../../src/room/Notices";

const texts = (notices: Notices) => notices.list.value.map((n) => n.text);

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

describe("a passing notice", () => {
  test("goes by itself, a warning later", () => {
    const notices = new Notices();
    notices.say("quiet");
    notices.say("warning", "warning");
    vi.advanceTimersByTime(4000);
    expect(texts(notices)).toEqual(["warning"]);
    vi.advanceTimersByTime(5000);
    expect(texts(notices)).toEqual([]);
  });

  test("makes room for newer ones, and is not said twice", () => {
    const notices = new Notices();
    for (const text of ["a", "b", "c", "d", "d"]) notices.say(text);
    expect(texts(notices)).toEqual(["b", "c", "d"]);
  });
});

describe("a lasting notice", () => {
  test("stays through time and other notices until it is put away", () => {
    const notices = new Notices();
    notices.ask("recorded", "OK");
    for (const text of ["a", "b", "c", "d"]) notices.say(text);
    vi.advanceTimersByTime(60_000);
    expect(notices.list.value).toMatchObject([{ text: "recorded", understood: "OK" }]);
    notices.dismiss(notices.list.value[0]!.id);
    expect(texts(notices)).toEqual([]);
  });

  test("is withdrawn when it is not true any more", () => {
    const notices = new Notices();
    notices.ask("recorded", "OK");
    notices.withdraw("recorded");
    expect(texts(notices)).toEqual([]);
  });
});
