export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface StageLayout {
  /** One box per shown tile, in the order given. */
  boxes: Box[];
  /** So many tiles at the end of the order found no room. */
  hidden: number;
}

const gap = 8;
const aspect = 16 / 9;
/** Narrower, a name cannot be read. */
const smallest = 112;
const largestInStrip = 260;

/** Equal 16:9 tiles, as large as they can be. */
export function gridLayout(width: number, height: number, count: number): StageLayout {
  if (count === 0 || width <= 0 || height <= 0) return { boxes: [], hidden: count };
  let best = { columns: 1, tile: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const tile = Math.min((width - gap * (columns - 1)) / columns, ((height - gap * (rows - 1)) / rows) * aspect);
    if (tile > best.tile) best = { columns, tile };
  }
  const tileWidth = Math.max(best.tile, Math.min(smallest, width));
  const tileHeight = tileWidth / aspect;
  const columns = Math.max(1, best.tile >= smallest ? best.columns : Math.floor((width + gap) / (tileWidth + gap)));
  const shown = Math.min(count, columns * Math.max(1, Math.floor((height + gap) / (tileHeight + gap))));
  const rows = Math.ceil(shown / columns);
  const top = (height - rows * tileHeight - (rows - 1) * gap) / 2;
  const boxes = Array.from({ length: shown }, (_, n) => {
    const row = Math.floor(n / columns);
    const inRow = row === rows - 1 ? shown - row * columns : columns;
    const left = (width - inRow * tileWidth - (inRow - 1) * gap) / 2;
    return { left: left + (n - row * columns) * (tileWidth + gap), top: top + row * (tileHeight + gap), width: tileWidth, height: tileHeight };
  });
  return { boxes, hidden: count - shown };
}

/** The first tile large, the others in a strip: at the side of a wide stage, below on a tall one. */
export function mainLayout(width: number, height: number, count: number): StageLayout {
  if (count === 0 || width <= 0 || height <= 0) return { boxes: [], hidden: count };
  if (count === 1) return { boxes: [{ left: 0, top: 0, width, height }], hidden: 0 };
  return width > height ? sideStrip(width, height, count) : stripBelow(width, height, count);
}

function sideStrip(width: number, height: number, count: number): StageLayout {
  const inStrip = count - 1;
  const tileWidthIn = (columns: number) => {
    const rows = Math.ceil(inStrip / columns);
    const fitting = ((height - gap * (rows - 1)) / rows) * aspect;
    return Math.max(smallest, Math.min(fitting, largestInStrip, (width * (columns === 1 ? 0.24 : 0.32)) / columns));
  };
  // A second column only where it makes the faces larger.
  const columns = tileWidthIn(2) > tileWidthIn(1) ? 2 : 1;
  const tileWidth = tileWidthIn(columns);
  const tileHeight = tileWidth / aspect;
  const rows = Math.max(1, Math.floor((height + gap) / (tileHeight + gap)));
  const shown = Math.min(inStrip, rows * columns);
  const usedRows = Math.ceil(shown / columns);
  const top = (height - usedRows * tileHeight - (usedRows - 1) * gap) / 2;
  const left = width - columns * tileWidth - (columns - 1) * gap;
  const strip = Array.from({ length: shown }, (_, n) => ({
    left: left + (n % columns) * (tileWidth + gap), top: top + Math.floor(n / columns) * (tileHeight + gap), width: tileWidth, height: tileHeight,
  }));
  return { boxes: [{ left: 0, top: 0, width: left - gap, height }, ...strip], hidden: inStrip - shown };
}

function stripBelow(width: number, height: number, count: number): StageLayout {
  const inStrip = count - 1;
  const columns = width >= 600 ? 4 : 2;
  const tileWidth = Math.min((width - gap * (columns - 1)) / columns, largestInStrip);
  const tileHeight = tileWidth / aspect;
  const main = Math.min(width / aspect, height * 0.6);
  const rows = Math.max(1, Math.floor((height - main) / (tileHeight + gap)));
  const shown = Math.min(inStrip, rows * columns);
  const usedRows = Math.ceil(shown / columns);
  // Not taller than wide: most pictures are 16:9, and a long black box above and below says nothing.
  const mainHeight = Math.min(height - usedRows * (tileHeight + gap), width);
  const top = (height - mainHeight - usedRows * (tileHeight + gap)) / 2;
  const strip = Array.from({ length: shown }, (_, n) => {
    const row = Math.floor(n / columns);
    const inRow = Math.min(columns, shown - row * columns);
    const left = (width - inRow * tileWidth - (inRow - 1) * gap) / 2;
    return { left: left + (n - row * columns) * (tileWidth + gap), top: top + mainHeight + gap + row * (tileHeight + gap), width: tileWidth, height: tileHeight };
  });
  return { boxes: [{ left: 0, top, width, height: mainHeight }, ...strip], hidden: inStrip - shown };
}
