/** Stands between the names of segments that are loaded as one; a request leaves out what comes after the first. */
export const joint = "#";

/** A media playlist in which each of the named segments is one with the segment before it, unless it has an initialization of its own. */
export function joinSegments(playlist: string, names: ReadonlySet<string>): string {
  const lines: string[] = [];
  for (const line of playlist.split(/\r?\n/)) {
    const [length, before, lengthBefore] = [lines.at(-1), lines.at(-2), lines.at(-3)];
    if (names.has(line) && isLength(length) && before !== undefined && !before.startsWith("#") && isLength(lengthBefore)) {
      lines.splice(-3, 3, `#EXTINF:${(seconds(lengthBefore) + seconds(length)).toFixed(6)},`, before + joint + line);
    } else {
      lines.push(line);
    }
  }
  return lines.join("\n");
}

function isLength(line: string | undefined): line is string {
  return line !== undefined && line.startsWith("#EXTINF:");
}

function seconds(line: string): number {
  return Number.parseFloat(line.slice("#EXTINF:".length)) || 0;
}
