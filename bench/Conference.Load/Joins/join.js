// Runs in the joining page before its own scripts: from the click on Join to the first frame that a video of somebody else presents.
(() => {
  let clicked = 0, seen = 0;
  addEventListener("click", (event) => {
    if (event.target.closest?.('[data-testid="join-button"]')) clicked = performance.now();
  }, true);

  const watched = new WeakSet();
  setInterval(() => {
    if (clicked === 0) return;
    for (const video of document.querySelectorAll('[data-testid="tile"] video')) {
      if (watched.has(video)) continue;
      watched.add(video);
      // Its metadata's time is when the frame went to the compositor. Only the test pattern of the teacher counts, not the page's own camera.
      const onFrame = (now) => {
        if (seen !== 0) return;
        if (probe.read(video)?.sender === joinTeacher) seen = now;
        else video.requestVideoFrameCallback(onFrame);
      };
      video.requestVideoFrameCallback(onFrame);
    }
  }, 2);

  window.joinTime = () => (seen === 0 ? -1 : seen - clicked);
})();
