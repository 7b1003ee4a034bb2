import { describe, expect, test } from "vitest";
import { linkTo, readMoment } from "../../src/replay/moment";

describe("a link's moment", () => {
  test.each([["?t=754", 754_000], ["?t=754.5", 754_500], ["?t=90s", 90_000], ["?t=1h2m3s", 3_723_000], ["?t=12m", 720_000], ["?x=1&t=0", 0]])("%s", (search, milliseconds) => {
    expect(readMoment(search)).toBe(milliseconds);
  });

  test.each(["", "?t=", "?t=-5", "?t=soon", "?t=1e9", "?t=3m4h", "?t=NaN", "?at=5"])("%s names none", (search) => {
    expect(readMoment(search)).toBeNull();
  });

  test("comes back from the link that was made of it, in whole seconds", () => {
    const link = linkTo("https://lectures.example/recordings/1?t=3&x=y#z", 754_900);
    expect(link).toBe("https://lectures.example/recordings/1?t=754");
    expect(readMoment(new URL(link).search)).toBe(754_000);
  });
});
