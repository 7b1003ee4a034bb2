// Runs in every page before its own scripts: reads test pictures from <video> elements, measures how they are presented, and listens for tones.
(() => {
  const width = 160, height = 90, columns = 8, rows = 6;
  const peers = [], watches = new Map(), listeners = new Map();
  const spare = []; // pictures' memory, used again: new pages for every picture cost more than reading it
  let canvas = null, audio = null;

  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...options) { super(...options); peers.push(this); }
  };

  /** Mean brightness of the middle of a block. The picture's samples: one every `step` octets from `offset`, rows `stride` octets apart. */
  function mean({ data, columnsOfSamples, rowsOfSamples, offset, step, stride }, column, row) {
    const left = Math.floor(columnsOfSamples * (4 * column + 1) / (4 * columns)), right = Math.floor(columnsOfSamples * (4 * column + 3) / (4 * columns));
    const top = Math.floor(rowsOfSamples * (4 * row + 1) / (4 * rows)), bottom = Math.floor(rowsOfSamples * (4 * row + 3) / (4 * rows));
    const pace = Math.max(1, Math.floor(columnsOfSamples / width));
    let sum = 0, count = 0;
    for (let y = top; y < bottom; y += pace) {
      for (let x = left; x < right; x += pace, count++) sum += data[offset + y * stride + x * step];
    }
    return sum / count;
  }

  /** {sender, counter, flash} of a picture, or null when it is not the test pattern. */
  function decode(picture) {
    const bytes = [0, 0, 0];
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < columns; column++) {
        const value = mean(picture, column, row);
        if (value > 90 && value < 165) return null;
        bytes[row] = bytes[row] * 2 + (value > 128 ? 1 : 0);
      }
    }
    if ((bytes[0] ^ bytes[1]) !== 255 || ((bytes[2] >> 4) ^ (bytes[2] & 15)) !== 15) return null;
    let below = 0;
    for (let column = 0; column < columns; column++) below += mean(picture, column, 4);
    return { sender: bytes[2] >> 4, counter: bytes[0], flash: below / columns > 170 };
  }

  /** What the element shows now. Drawn into a canvas, which takes a software renderer some 5 ms: for single looks. */
  function read(video) {
    if (video === null || video.readyState < 2 || video.videoWidth === 0) return null;
    canvas ??= new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    canvas.drawImage(video, 0, 0, width, height);
    const { data } = canvas.getImageData(0, 0, width, height);
    return decode({ data, columnsOfSamples: width, rowsOfSamples: height, offset: 1, step: 4, stride: 4 * width });
  }

  /** The same from the decoder's own picture, without a canvas: for every picture of a watch, so that what measures takes no share of what is measured. */
  async function readFrame(video) {
    const frame = new VideoFrame(video);
    let data = spare.pop();
    try {
      if (data?.length !== frame.allocationSize()) data = new Uint8Array(frame.allocationSize());
      const [{ offset, stride }] = await frame.copyTo(data);
      const { width: columnsOfSamples, height: rowsOfSamples } = frame.visibleRect;
      const planar = /^(I4|NV12)/.test(frame.format); // brightness is a plane of its own; else green stands for it
      return decode({ data, columnsOfSamples, rowsOfSamples, offset: planar ? offset : offset + 1, step: planar ? 1 : 4, stride });
    } finally {
      frame.close();
      if (data !== undefined) spare.push(data);
    }
  }

  function find(sender) {
    for (const video of document.querySelectorAll("video")) if (read(video)?.sender === sender) return video;
    return null;
  }

  /** Follows the element that shows this sender, from now on; false while none does. */
  function watch(sender) {
    const video = find(sender);
    if (video === null) return false;
    const watched = { video, since: performance.now(), times: [], counters: [], readings: Promise.resolve(), before: arrived(video) };
    watches.set(sender, watched);
    const onFrame = (now) => {
      if (watches.get(sender) !== watched) return;
      watched.times.push(now);
      const index = watched.counters.push(-1) - 1;
      const reading = readFrame(video).then((found) => { if (found?.sender === sender) watched.counters[index] = found.counter; });
      watched.readings = watched.readings.then(() => reading);
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
    return true;
  }

  /** Frames of the element's track that have come whole, and those that were decoded, since the track began. */
  async function arrived(video) {
    const shown = video.srcObject?.getVideoTracks()[0];
    const receiver = connected().flatMap((peer) => peer.getReceivers()).find(({ track }) => track === shown);
    const entries = receiver === undefined ? [] : [...(await receiver.getStats()).values()];
    const inbound = entries.find(({ type }) => type === "inbound-rtp");
    return { received: inbound?.framesReceived ?? 0, decoded: inbound?.framesDecoded ?? 0 };
  }

  /** Frames that this page has sent, of its camera or its shared screen, since that began. */
  async function sent(source) {
    const isScreen = (track) => track.getSettings().displaySurface !== undefined;
    const sending = connected().flatMap((peer) => peer.getSenders()).find(({ track }) => track?.kind === "video" && isScreen(track) === (source === "screen"));
    const entries = sending === undefined ? [] : [...(await sending.getStats()).values()];
    return Math.max(0, ...entries.filter(({ type }) => type === "outbound-rtp").map(({ framesSent }) => framesSent ?? 0));
  }

  /** What the watch has seen: seconds, frames that came, were decoded and presented, distinct counters in a row, the longest gap in ms, the picture's size. */
  async function report(sender) {
    const { video, since, times, counters, readings, before: start } = watches.get(sender);
    const now = performance.now();
    const [{ received, decoded }, first] = await Promise.all([arrived(video), start, readings]);
    let longest = 0, before = since, steps = 0;
    for (const time of [...times, now]) { longest = Math.max(longest, time - before); before = Math.max(before, time); }
    for (let i = 1; i < counters.length; i++) if (counters[i] >= 0 && counters[i] !== counters[i - 1]) steps++;
    return {
      seconds: (now - since) / 1000, received: received - first.received, decoded: decoded - first.decoded, frames: times.length, steps, readable: counters.filter((counter) => counter >= 0).length,
      longestGapMs: longest, width: video.videoWidth, height: video.videoHeight,
    };
  }

  function connected() { return peers.filter(({ connectionState }) => connectionState !== "closed"); }

  /** What sends the camera ("video") or the microphone ("audio") now. */
  function sender(kind) {
    return connected().flatMap((peer) => peer.getSenders()).find(({ track }) => track?.kind === kind);
  }

  function goertzel(samples, frequency, rate) {
    const coefficient = 2 * Math.cos(2 * Math.PI * frequency / rate);
    let before = 0, last = 0;
    for (const sample of samples) [before, last] = [last, sample + coefficient * last - before];
    return (before * before + last * last - coefficient * before * last) * 2 / samples.length;
  }

  /** Begins to listen to every media element that plays sound; keeps for each frequency its largest share of a window that was not silent. */
  function listen(frequencies) {
    audio ??= new AudioContext();
    void audio.resume();
    for (const element of document.querySelectorAll("audio, video")) {
      const stream = element.srcObject;
      if (!(stream instanceof MediaStream) || element.muted || element.paused) continue;
      for (const track of stream.getAudioTracks()) {
        if (listeners.has(track.id) || track.readyState === "ended") continue;
        const analyser = new AnalyserNode(audio, { fftSize: 4096 });
        audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
        listeners.set(track.id, { analyser, track, loudest: 0, shares: {} });
      }
    }
    const samples = new Float32Array(4096);
    for (const listener of listeners.values()) {
      if (listener.track.readyState === "ended") continue;
      listener.analyser.getFloatTimeDomainData(samples);
      const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
      listener.loudest = Math.max(listener.loudest, Math.sqrt(energy / samples.length));
      if (energy / samples.length < 1e-6) continue;
      for (const frequency of frequencies) {
        const share = goertzel(samples, frequency, audio.sampleRate) / energy;
        listener.shares[frequency] = Math.max(listener.shares[frequency] ?? 0, share);
      }
    }
    return [...listeners.values()].map(({ loudest, shares }) => ({ loudest, shares }));
  }

  function hush() { listeners.clear(); }

  /** The loudest of the tracks that sound right now, as root mean square; 0 is silence. */
  function loudness() {
    const samples = new Float32Array(4096);
    let loudest = 0;
    for (const { analyser, track } of listeners.values()) {
      if (track.readyState === "ended") continue;
      analyser.getFloatTimeDomainData(samples);
      loudest = Math.max(loudest, Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length));
    }
    return loudest;
  }

  async function stats() {
    const found = [];
    for (const peer of connected()) {
      const report = await peer.getStats();
      report.forEach((entry) => {
        if (entry.type !== "inbound-rtp" && entry.type !== "outbound-rtp") return;
        found.push({
          type: entry.type, kind: entry.kind, codec: report.get(entry.codecId)?.mimeType ?? "", packets: entry.packetsReceived ?? entry.packetsSent ?? 0,
          lost: entry.packetsLost ?? 0, frames: entry.framesDecoded ?? entry.framesEncoded ?? 0, width: entry.frameWidth ?? 0, height: entry.frameHeight ?? 0,
          freezes: entry.freezeCount ?? 0, freezeSeconds: entry.totalFreezesDuration ?? 0, energy: entry.totalAudioEnergy ?? 0,
        });
      });
    }
    return found;
  }

  window.probe = { read, find, watch, report, listen, loudness, hush, sender, sent, stats, peers };
})();
