/** What HTMLMediaElement calls its states of readiness. */
export const readyStates = { HAVE_NOTHING: 0, HAVE_METADATA: 1, HAVE_CURRENT_DATA: 2, HAVE_FUTURE_DATA: 3, HAVE_ENOUGH_DATA: 4 };

/** A media element whose data is there at once and whose time the test moves: as much of HTMLMediaElement as the clock of a replay uses. */
export class FakeMedia {
  currentTime = 0;
  playbackRate = 1;
  volume = 1;
  muted = false;
  paused = true;
  ended = false;
  seeking = false;
  readyState = readyStates.HAVE_ENOUGH_DATA;
  /** What play() is refused with, for example by a browser that wants a touch of the page first. */
  refusal: DOMException | null = null;

  async play(): Promise<void> {
    if (this.refusal !== null) throw this.refusal;
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }

  get element(): HTMLMediaElement {
    return this as unknown as HTMLMediaElement;
  }
}
