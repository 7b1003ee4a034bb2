import { expect, test } from "vitest";
import { encodingsFor, layersOf } from "../../src/room/encodings";

test.each([
  [{ width: 1280, height: 720 }, ["q", "h", "f"]], [{ width: 640, height: 360 }, ["h", "f"]], [{ width: 360, height: 640 }, ["h", "f"]],
  [{ width: 320, height: 180 }, [undefined]], [{}, [undefined]],
])("a camera of %o is sent in the layers %o, the largest always among them", (size, rids) => {
  expect(encodingsFor("camera", layersOf(size)).map(({ rid }) => rid)).toEqual(rids);
});

test("a screen is sent in one size", () => {
  expect(encodingsFor("screen", 3)).toHaveLength(1);
});
