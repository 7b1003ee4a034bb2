/** A cue of a WebVTT file; its lines are joined by line breaks, its tags are gone. */
export interface Cue {
  startMs: number;
  endMs: number;
  text: string;
}

const timing = /^\s*((?:\d+:)?\d{2}:\d{2}\.\d{3})[ \t]+-->[ \t]+((?:\d+:)?\d{2}:\d{2}\.\d{3})/;

/** Reads the cues of a WebVTT file, in the order of their starts; positions, styles and notes are left out. */
export function parseCues(file: string): readonly Cue[] {
  const cues: Cue[] = [];
  for (const block of file.replace(/^\uFEFF/, "").split(/\r?\n\r?\n|\r\r/)) {
    const lines = block.split(/\r\n|\n|\r/);
    const at = lines.findIndex((line) => timing.test(line));
    if (at === -1) continue;
    const [, start, end] = timing.exec(lines[at]!)!;
    const text = lines.slice(at + 1).join("\n").replace(/<[^>]*>/g, "").replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, name: string) => entities[name]!).trim();
    cues.push({ startMs: milliseconds(start!), endMs: milliseconds(end!), text });
  }
  return cues.sort((a, b) => a.startMs - b.startMs);
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", nbsp: "\u00A0", lrm: "\u200E", rlm: "\u200F" };

function milliseconds(time: string): number {
  const [seconds, minutes, hours = 0] = time.split(":").reverse().map(Number) as [number, number, number?];
  return Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000);
}
