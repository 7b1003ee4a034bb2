import { describe, expect, it } from "vitest";
import type { RecordingVideo, Rendition } from "../../src/contract/http";
import { failureText, layoutsFor } from "../../src/replay/videoFiles";

const rendition = (kind: Rendition["kind"], participant: string | null): Rendition => ({
  id: `${kind}${participant}`, kind, participant, format: "hls", codecs: "", startMs: 0, durationMs: 1, width: 0, height: 0, gaps: [], playlist: "",
});
const video = (layout: RecordingVideo["layout"]): RecordingVideo => ({ layout, state: "done", progress: 1000, failure: null, file: null });

describe("layouts of a video file", () => {
  it("are one when the recording looks the same in all", () => {
    const renditions = [rendition("mix", null), rendition("camera", "Ann"), rendition("camera", "Ann")];
    expect(layoutsFor({ mayEdit: true, hasCamera: true, hasScreen: false, renditions }, [])).toEqual(["screenAndCamera"]);
    expect(layoutsFor({ mayEdit: true, hasCamera: false, hasScreen: false, renditions: [rendition("mix", null)] }, [])).toEqual(["screenAndCamera"]);
  });

  it("are two with a screen and a camera, three with more", () => {
    const renditions = [rendition("screen", "Ann"), rendition("camera", "Ann")];
    expect(layoutsFor({ mayEdit: true, hasCamera: true, hasScreen: true, renditions }, [])).toEqual(["screenAndCamera", "camera"]);
    renditions.push(rendition("camera", "Bob"));
    expect(layoutsFor({ mayEdit: true, hasCamera: true, hasScreen: true, renditions }, [])).toEqual(["screenAndCamera", "camera", "grid"]);
  });

  it("include what was made, whatever the recording holds", () => {
    expect(layoutsFor({ mayEdit: true, hasCamera: false, hasScreen: false, renditions: [] }, [video("grid")])).toEqual(["screenAndCamera", "grid"]);
  });
});

describe("layouts for who may only take along", () => {
  it("are those that are there", () => {
    const renditions = [rendition("screen", "Ann"), rendition("camera", "Ann")];
    expect(layoutsFor({ mayEdit: false, hasCamera: true, hasScreen: true, renditions }, [video("camera")])).toEqual(["camera"]);
  });
});

describe("a failure", () => {
  it("is told in words, an unknown one by its code", () => {
    expect(failureText("disk-full")).not.toContain("disk-full");
    expect(failureText("tape-torn")).toContain("tape-torn");
    expect(failureText(null)).toBe(failureText("internal"));
  });
});
