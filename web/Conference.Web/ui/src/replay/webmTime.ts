/** EBML ids (RFC 9559 §5.1): a Cluster, and the Timestamp that is its first child. */
const clusterId = 0x1f43b675;
const timestampId = 0xe7;

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

/** Bytes of an EBML variable-size integer, from its first byte (RFC 8794 §4). */
function sizeLength(first: number): number {
  return Math.clz32(first) - 24 + 1;
}
