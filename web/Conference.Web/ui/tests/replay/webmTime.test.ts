import { describe, expect, test } from "vitest";
import { beginsWithKeyFrame, firstClusterTime } from "../../src/replay/webmTime";

const cluster = [0x1f, 0x43, 0xb6, 0x75];
const bytes = (...values: number[]) => Uint8Array.from(values).buffer;
/** A Timestamp element of so many bytes. */
const timestamp = (milliseconds: number, length: number) =>
  [0xe7, 0x80 | length, ...Array.from({ length }, (_, n) => Math.floor(milliseconds / 256 ** (length - 1 - n)) % 256)];

describe("the time of the first cluster", () => {
  test.each([[0, 1], [255, 1], [4000, 2], [65_536, 3], [3_600_000, 4], [2 ** 40 + 5, 8]])("%i ms in %i bytes", (milliseconds, length) => {
    expect(firstClusterTime(bytes(...cluster, 0x80 | (length + 2), ...timestamp(milliseconds, length)))).toBe(milliseconds / 1000);
  });

  test.each([
    ["one byte", [0x90]], ["two bytes", [0x40, 0x10]], ["eight bytes", [0x01, 0, 0, 0, 0, 0, 0, 0x10]],
    ["unknown, as a live muxer writes it", [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ])("a cluster whose size is %s", (_, size) => {
    expect(firstClusterTime(bytes(...cluster, ...size, ...timestamp(1234, 2)))).toBe(1.234);
  });

  test("behind a header, and behind a checksum inside the cluster", () => {
    const header = [0x1a, 0x45, 0xdf, 0xa3, 0x84, 1, 2, 3, 4];
    const checksum = [0xbf, 0x84, 9, 9, 9, 9];
    expect(firstClusterTime(bytes(...header, ...cluster, 0xa0, ...checksum, ...timestamp(77, 1)))).toBe(0.077);
  });

  test("bytes of a checksum that look like a timestamp of 68 bytes are none", () => {
    expect(firstClusterTime(bytes(...cluster, 0xa0, 0xbf, 0x84, 0xe7, 0xc4, 9, 9, ...timestamp(77, 1)))).toBe(0.077);
  });

  test("the first cluster counts", () => {
    expect(firstClusterTime(bytes(...cluster, 0x84, ...timestamp(500, 2), ...cluster, 0x84, ...timestamp(900, 2)))).toBe(0.5);
  });

  test("none: no cluster, a cluster cut short, a timestamp cut short", () => {
    expect(firstClusterTime(bytes())).toBeNull();
    expect(firstClusterTime(bytes(1, 2, 3, 4, 5, 6, 7, 8))).toBeNull();
    expect(firstClusterTime(bytes(...cluster))).toBeNull();
    expect(firstClusterTime(bytes(...cluster, 0x84))).toBeNull();
    expect(firstClusterTime(bytes(...cluster, 0x84, 0xe7, 0x84, 1, 2))).toBeNull();
  });

  test("what is cut anywhere never throws", () => {
    const whole = new Uint8Array(bytes(0x1a, 0x45, ...cluster, 0x01, 0, 0, 0, 0, 0, 0, 0x10, ...timestamp(4000, 2)));
    for (let length = 0; length <= whole.length; length++) {
      const found = firstClusterTime(whole.slice(0, length).buffer);
      expect(found).toBe(length === whole.length ? 4 : null);
    }
  });
});

describe("whether a segment begins with a key frame", () => {
  const head = [...cluster, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ...timestamp(1234, 2)];
  const simpleBlock = (flags: number) => [0xa3, 0x86, 0x81, 0, 0, flags, 1, 2];
  const blockGroup = (...more: number[]) => [0xa0, 0x80 | (11 + more.length), 0xa1, 0x86, 0x81, 0, 0, 0, 1, 2, 0x9b, 0x81, 20, ...more];

  test.each([
    ["a block that is one", simpleBlock(0x80), true], ["one that nobody is to see", simpleBlock(0x88), true], ["a block that is none", simpleBlock(0), false],
    ["a group without a reference", blockGroup(), true], ["a group with one", blockGroup(0xfb, 0x81, 0xff), false], ["nothing", [], false], ["a block cut short", [0xa3, 0x86, 0x81], false],
  ])("%s", (_, block, expected) => {
    expect(beginsWithKeyFrame(bytes(...head, ...block))).toBe(expected);
  });

  test("the first block counts, behind a checksum", () => {
    expect(beginsWithKeyFrame(bytes(...cluster, 0x80 | 40, 0xbf, 0x84, 9, 9, 9, 9, ...timestamp(1, 1), ...simpleBlock(0), ...simpleBlock(0x80)))).toBe(false);
    expect(beginsWithKeyFrame(bytes(...cluster, 0x80 | 40, 0xbf, 0x84, 9, 9, 9, 9, ...timestamp(1, 1), ...simpleBlock(0x80), ...simpleBlock(0)))).toBe(true);
  });

  test("what is cut anywhere never throws", () => {
    const whole = new Uint8Array(bytes(...head, ...blockGroup(0xfb, 0x81, 0xff)));
    for (let length = 0; length <= whole.length; length++) expect(beginsWithKeyFrame(whole.slice(0, length).buffer)).toBeTypeOf("boolean");
  });
});
