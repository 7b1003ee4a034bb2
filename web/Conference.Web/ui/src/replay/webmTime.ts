/** EBML ids (RFC 9559 §5.1): a Cluster, the Timestamp that is its first child, and its frames. */
const clusterId = 0x1f43b675;
const timestampId = 0xe7;
const simpleBlockId = 0xa3;
const blockGroupId = 0xa0;
const referenceBlockId = 0xfb;
/** Of a SimpleBlock's flags (§10.2). */
const keyFrame = 0x80;

/** Seconds on the recorder's clock at which the first cluster of a WebM segment begins; null when there is none. Our recorder writes milliseconds. */
export function firstClusterTime(data: ArrayBuffer): number | null {
  const view = new DataView(data);
  for (let at = 0; at + 4 < view.byteLength; at++) {
    if (view.getUint32(at) !== clusterId) continue;
    // A child may stand before the timestamp (a CRC or a void element), so its id is looked for close by.
    const from = at + 4 + sizeLength(view.getUint8(at + 4));
    for (let child = from; child < Math.min(from + 64, view.byteLength - 2); child++) {
      if (view.getUint8(child) !== timestampId) continue;
      const length = view.getUint8(child + 1) & 0x7f;
      if (length < 1 || length > 8 || child + 2 + length > view.byteLength) continue;
      let milliseconds = 0;
      for (let n = 0; n < length; n++) milliseconds = milliseconds * 256 + view.getUint8(child + 2 + n);
      return milliseconds / 1000;
    }
  }
  return null;
}

/** Whether a WebM segment can be decoded without the one before it: its first frame is a key frame. */
export function beginsWithKeyFrame(data: ArrayBuffer): boolean {
  const view = new DataView(data);
  for (let at = 0; at + 5 < view.byteLength; at++) {
    if (view.getUint32(at) !== clusterId) continue;
    for (const { id, from, to } of children(view, at + 4 + sizeLength(view.getUint8(at + 4)), view.byteLength)) {
      // Before the flags stand the track's number, one byte here, and the time, two.
      if (id === simpleBlockId) return from + 3 < to && (view.getUint8(from + 3) & keyFrame) !== 0;
      if (id === blockGroupId) return [...children(view, from, to)].every((child) => child.id !== referenceBlockId);
    }
    return false;
  }
  return false;
}

/** Elements with ids of one byte, as all within a Cluster have. */
function* children(view: DataView, start: number, end: number): Generator<{ id: number; from: number; to: number }> {
  for (let at = start; at + 2 <= end;) {
    const id = view.getUint8(at);
    const length = sizeLength(view.getUint8(at + 1));
    if (length > 8 || at + 1 + length > end) return;
    let size = view.getUint8(at + 1) & (0xff >> length);
    for (let n = 1; n < length; n++) size = size * 256 + view.getUint8(at + 1 + n);
    const from = at + 1 + length;
    yield { id, from, to: Math.min(from + size, end) };
    at = from + size;
  }
}

/** Bytes of an EBML variable-size integer, from its first byte (RFC 8794 §4). */
function sizeLength(first: number): number {
  return Math.clz32(first) - 24 + 1;
}
