// A page of another origin that publishes by WHIP or plays by WHEP with nothing but RTCPeerConnection and fetch.
(() => {
  let peer = null, token = "", session = "", tag = "", answer = "";

  async function request(url, method, type, body, headers = {}) {
    const authorization = { Authorization: `Bearer ${token}` };
    const answered = await fetch(url, { method, body, headers: { ...authorization, ...(type ? { "Content-Type": type } : {}), ...headers } });
    if (!answered.ok) throw new Error(`${method} ${url}: ${answered.status} ${await answered.text()}`);
    return answered;
  }

  async function open(url) {
    await peer.setLocalDescription(); // no candidate is in it: an ICE-lite server needs none
    const created = await request(url, "POST", "application/sdp", peer.localDescription.sdp);
    session = new URL(created.headers.get("Location"), url).href;
    tag = created.headers.get("ETag");
    answer = await created.text();
    await peer.setRemoteDescription({ type: "answer", sdp: answer });
    return session;
  }

  async function publish(url, bearer) {
    token = bearer;
    peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    const own = await navigator.mediaDevices.getUserMedia({ audio: { noiseSuppression: false, echoCancellation: false, autoGainControl: false }, video: { width: 640 } });
    for (const track of own.getTracks()) peer.addTransceiver(track, { direction: "sendonly", streams: [own] });
    return open(url);
  }

  async function play(url, bearer) {
    token = bearer;
    peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    const video = document.body.appendChild(document.createElement("video"));
    video.autoplay = true;
    video.srcObject = new MediaStream();
    peer.ontrack = ({ track }) => video.srcObject.addTrack(track);
    peer.addTransceiver("audio", { direction: "recvonly" });
    peer.addTransceiver("video", { direction: "recvonly" });
    return open(url);
  }

  const line = (sdp, name) => sdp.match(new RegExp(`^a=${name}:(.*)$`, "m"))[1].trim();

  function fragment(sdp) {
    const media = sdp.match(/^m=.*$/m)[0].trim();
    return `a=ice-ufrag:${line(sdp, "ice-ufrag")}\r\na=ice-pwd:${line(sdp, "ice-pwd")}\r\n${media}\r\na=mid:${line(sdp, "mid")}\r\n`;
  }

  /** Candidates by PATCH; the status. */
  async function trickle() {
    const patched = await request(session, "PATCH", "application/trickle-ice-sdpfrag", fragment(peer.localDescription.sdp), { "If-Match": tag });
    return patched.status;
  }

  /** RFC 9725, section 4.3.3; the new entity tag. */
  async function restart() {
    peer.restartIce();
    await peer.setLocalDescription(await peer.createOffer());
    const patched = await request(session, "PATCH", "application/trickle-ice-sdpfrag", fragment(peer.localDescription.sdp), { "If-Match": "*" });
    const theirs = await patched.text();
    answer = answer.replaceAll(/^a=ice-ufrag:.*$/gm, `a=ice-ufrag:${line(theirs, "ice-ufrag")}`).replaceAll(/^a=ice-pwd:.*$/gm, `a=ice-pwd:${line(theirs, "ice-pwd")}`);
    await peer.setRemoteDescription({ type: "answer", sdp: answer });
    tag = patched.headers.get("ETag");
    return tag;
  }

  /** The ufrag of the peer connection's own end that media goes over, and the one it last described. */
  async function fragments() {
    let used = "";
    (await peer.getStats()).forEach((entry) => { if (entry.type === "transport") used = entry.iceLocalUsernameFragment; });
    return { used, described: line(peer.localDescription.sdp, "ice-ufrag"), state: peer.connectionState };
  }

  const end = async () => (await request(session, "DELETE")).status;

  window.whip = { publish, play, trickle, restart, fragments, end };
})();
