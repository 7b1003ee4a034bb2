/** On the meter of 60 dB: -38 dB, about speech at arm's length; fans and keyboards stay below. */
const voiceLevel = 0.36;
/** So many loud frames in sum are a voice rather than a click. */
const voiceFrames = 12;

/** Measures the loudness of a microphone for the meter of the pre-join page. */
export class LevelMeter {
  private readonly context = new AudioContext();
  private readonly samples: Float32Array<ArrayBuffer>;
  private frame = 0;
  private loudFrames = 0;

  /** @param show is called per picture frame with 0..1 and whether a voice was heard so far. */
  constructor(track: MediaStreamTrack, show: (level: number, heard: boolean) => void) {
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 1024;
    this.samples = new Float32Array(analyser.fftSize);
    this.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    // Suspended until the page was touched; browsers resume it by themselves then, or with the microphone open at once.
    void this.context.resume().catch(() => undefined);

    const measure = () => {
      analyser.getFloatTimeDomainData(this.samples);
      let sum = 0;
      for (const sample of this.samples) sum += sample * sample;
      // Loudness is felt logarithmically: -60 dB is empty, 0 dB is full.
      const decibels = 10 * Math.log10(sum / this.samples.length + 1e-9);
      const level = Math.min(1, Math.max(0, (decibels + 60) / 60));
      if (level > voiceLevel) this.loudFrames++;
      show(level, this.loudFrames >= voiceFrames);
      this.frame = requestAnimationFrame(measure);
    };
    measure();
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    void this.context.close();
  }
}
