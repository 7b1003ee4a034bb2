// Replaces camera and microphone by a picture and a sound that one clock drives: every two seconds the lower half of the test pattern turns
// white for 300 ms and, `lead` seconds later, a tone sounds for 120. The browser's own fake devices cannot do that: they loop picture and sound
// each by itself. The sound follows the picture, because a page without a processor draws late, while a tone that is ordered ahead is sample-exact.
(() => {
  const { sender, tone, lead } = window.testSource;
  const width = 640, height = 360, columns = 8, blockWidth = 80, blockHeight = 60;
  let canvas = null, destination = null;

  function start() {
    const audio = new AudioContext({ sampleRate: 48000 });
    const oscillator = new OscillatorNode(audio, { frequency: tone });
    const gain = new GainNode(audio, { gain: 0 });
    destination = audio.createMediaStreamDestination();
    oscillator.connect(gain).connect(destination);
    oscillator.start();
    canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const picture = canvas.getContext("2d");
    let drawn = -1, beat = 0, flashed = -1;
    setInterval(() => {
      const now = audio.currentTime;
      if (Math.floor(now / 2) !== beat) {
        beat = Math.floor(now / 2);
        flashed = now;
        gain.gain.setValueAtTime(0.4, now + lead);
        gain.gain.setValueAtTime(0, now + lead + 0.12);
      }
      const flash = flashed >= 0 && now < flashed + 0.3, frame = Math.floor(now * 25), key = frame * 2 + (flash ? 1 : 0);
      if (key === drawn) return;
      drawn = key;
      const counter = frame % 250;
      for (let row = 0; row < 3; row++) {
        const bits = row === 0 ? counter : row === 1 ? ~counter : (sender << 4) | (~sender & 15);
        for (let column = 0; column < columns; column++) {
          picture.fillStyle = (bits >> (columns - 1 - column)) & 1 ? "#fff" : "#000";
          picture.fillRect(column * blockWidth, row * blockHeight, blockWidth, blockHeight);
        }
      }
      picture.fillStyle = flash ? "#fff" : "#444";
      picture.fillRect(0, height / 2, width, height / 2);
      if (!flash) {
        picture.fillStyle = "#777";
        picture.fillRect((frame * 6) % width, height / 2, 40, height / 2);
      }
    }, 8);
  }

  navigator.mediaDevices.getUserMedia = async (constraints) => {
    if (canvas === null) start();
    const stream = new MediaStream();
    if (constraints.video) stream.addTrack(canvas.captureStream(30).getVideoTracks()[0]);
    if (constraints.audio) stream.addTrack(destination.stream.getAudioTracks()[0].clone());
    return stream;
  };
})();
