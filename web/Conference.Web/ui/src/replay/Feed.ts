/** Fills one media element with one rendition; the element's time zero is the rendition's first frame. */
export interface Feed {
  close(): void;
}

export interface FeedOwner {
  /** The rendition cannot be played on; what was loaded stays. */
  feedFailed(): void;
}

/** A publisher that was asked for no key frames leaves segments that begin without one; so many are gone back over at most. */
export const mostBack = 15;
