"""Publishes by WHIP or plays by WHEP on GStreamer's webrtcbin. Driven by lines of JSON as peer.py tells."""
import os
import subprocess

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import Gst, GstSdp, GstWebRTC  # noqa: E402

import peer  # noqa: E402

VIDEO = {
    "VP8": "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96",
    "H264": "application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,payload=102,"
            "packetization-mode=(string)1,profile-level-id=(string)42e01f",
}
AUDIO = "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,encoding-params=(string)2,payload=111"
CODERS = {
    "VP8": "vp8enc deadline=1 cpu-used=8 target-bitrate=600000 keyframe-max-dist=60 ! rtpvp8pay picture-id-mode=15-bit ! application/x-rtp,payload=96",
    "H264": "openh264enc bitrate=600000 gop-size=60 complexity=low ! h264parse ! rtph264pay config-interval=-1 aggregate-mode=zero-latency ! "
            "application/x-rtp,payload=102",
}
DECODERS = {"VP8": "rtpvp8depay ! vp8dec", "H264": "rtph264depay ! h264parse ! openh264dec"}


class Session:
    """One WHIP or WHEP session: a pipeline with a webrtcbin, and its resource at the server."""

    def __init__(self, pipeline):
        self.pipeline = Gst.parse_launch(f"pipeline. ( {pipeline} )")
        self.bin = self.pipeline.get_by_name("webrtc")
        self.feeds = []
        self.http = None

    def feed(self, name, *arguments):
        """Gives the fdsrc of that name what ffmpeg decodes, as fast as it is taken."""
        ffmpeg = subprocess.Popen(
            ["ffmpeg", "-hide_banner", "-loglevel", "error", "-stream_loop", "-1", *arguments, "pipe:1"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.feeds.append(ffmpeg)
        self.pipeline.get_by_name(name).set_property("fd", ffmpeg.stdout.fileno())

    def open(self, url, token):
        self.pipeline.set_state(Gst.State.PLAYING)
        # An encoder knows its profile, and a payloader its SSRC, with the first frame.
        for pad in self.bin.sinkpads:
            peer.wait(lambda: pad.get_current_caps() is not None, "every encoder has made something")
        reply = self.ask("create-offer", None)  # kept, because the offer lies inside
        offer = reply.get_value("offer")
        self.ask("set-local-description", offer)
        # No candidate has to be in it: an ICE-lite server answers checks from wherever they come.
        self.http = peer.Resource(url, token, offer.sdp.as_text())
        _, answer = GstSdp.SDPMessage.new_from_text(self.http.answer)
        self.ask("set-remote-description", GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, answer))
        return self.http.url

    def ask(self, action, argument):
        promise = Gst.Promise.new()
        self.bin.emit(action, argument, promise)
        promise.wait()
        return promise.get_reply()

    def end(self):
        status = self.http.delete()
        self.pipeline.set_state(Gst.State.NULL)
        for ffmpeg in self.feeds:
            ffmpeg.kill()
            ffmpeg.wait()
        return status


def publish(values):
    # A device's samples tell the time, not the moment at which a pipe hands them on: the parsers count them, clocksync waits for it.
    session = Session(
        "webrtcbin name=webrtc bundle-policy=max-bundle "
        "fdsrc name=camera ! rawvideoparse width=640 height=360 format=i420 framerate=25/1 ! clocksync ! queue ! "
        f"{CODERS[values['codec']]} ! webrtc. "
        "fdsrc name=microphone ! rawaudioparse format=pcm pcm-format=s16le sample-rate=48000 num-channels=2 ! clocksync ! queue ! "
        "opusenc ! rtpopuspay ! application/x-rtp,payload=111 ! webrtc.")
    session.feed("camera", "-f", "mjpeg", "-framerate", "25", "-i", values["camera"], "-pix_fmt", "yuv420p", "-f", "rawvideo")
    session.feed("microphone", "-i", values["microphone"], "-ac", "2", "-f", "s16le")
    for index in range(2):
        session.bin.emit("get-transceiver", index).set_property("direction", GstWebRTC.WebRTCRTPTransceiverDirection.SENDONLY)
    return session, session.open(values["url"], values["token"])


def play(values):
    session = Session("webrtcbin name=webrtc bundle-policy=max-bundle")
    sinks = {
        "video": f"{DECODERS[values['codec']]} ! videoconvert ! videoscale ! video/x-raw,format=GRAY8,width=160,height=90 ! filesink async=false sync=false buffer-mode=2 location=",
        "audio": "rtpopusdepay ! opusdec ! audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved ! "
                 "filesink async=false sync=false buffer-mode=2 location=",
    }

    def on_pad(_, pad):
        kind = pad.get_property("transceiver").get_property("kind")
        media = "video" if kind == GstWebRTC.WebRTCKind.VIDEO else "audio"
        sink = Gst.parse_bin_from_description(sinks[media] + os.path.join(values["folder"], media), True)
        session.pipeline.add(sink)
        sink.sync_state_with_parent()
        pad.link(sink.get_static_pad("sink"))

    session.bin.connect("pad-added", on_pad)
    receive = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
    for caps in (AUDIO, VIDEO[values["codec"]]):
        session.bin.emit("add-transceiver", receive, Gst.Caps.from_string(caps))
    return session, session.open(values["url"], values["token"])


Gst.init(None)
peer.serve({"publish": publish, "play": play}, lambda session: session.end())
