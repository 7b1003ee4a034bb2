"""Publishes by WHIP or plays by WHEP on aiortc. Driven by lines of JSON as peer.py tells."""
import asyncio
import os
import subprocess
import threading

from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.contrib.media import MediaPlayer
from aiortc.mediastreams import MediaStreamError
from av import AudioResampler

import peer

loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()


def run(work):
    return asyncio.run_coroutine_threadsafe(work, loop).result(30)


class Session:
    """One WHIP or WHEP session: a peer connection, and its resource at the server."""

    def __init__(self):
        self.connection = RTCPeerConnection()
        self.http = None

    def prefer(self, transceiver, codec):
        transceiver.setCodecPreferences([
            known for known in RTCRtpSender.getCapabilities("video").codecs if known.mimeType in (f"video/{codec}", "video/rtx")])

    async def open(self, url, token):
        await self.connection.setLocalDescription(await self.connection.createOffer())
        self.http = await loop.run_in_executor(None, peer.Resource, url, token, self.connection.localDescription.sdp)
        await self.connection.setRemoteDescription(RTCSessionDescription(self.http.answer, "answer"))
        return self.http.url

    async def end(self):
        status = await loop.run_in_executor(None, self.http.delete)
        await self.connection.close()
        return status


async def begin_to_publish(values):
    session = Session()
    looped = values["camera"] + ".mkv"  # the player repeats only what tells its duration
    subprocess.run(["ffmpeg", "-y", "-loglevel", "error", "-f", "mjpeg", "-framerate", "25", "-i", values["camera"], "-c", "copy", looped], check=True)
    camera = MediaPlayer(looped, loop=True)
    microphone = MediaPlayer(values["microphone"], loop=True)
    session.prefer(session.connection.addTransceiver(camera.video, "sendonly"), values["codec"])
    session.connection.addTransceiver(microphone.audio, "sendonly")
    return session, await session.open(values["url"], values["token"])


async def begin_to_play(values):
    session = Session()

    async def keep(track):
        resampler = AudioResampler(format="s16", layout="mono", rate=48000)
        with open(os.path.join(values["folder"], track.kind), "wb", buffering=0) as file:
            while True:
                try:
                    frame = await track.recv()
                except MediaStreamError:
                    return
                if track.kind == "audio":
                    for resampled in resampler.resample(frame):
                        file.write(resampled.to_ndarray().tobytes())
                else:
                    file.write(frame.reformat(160, 90, "gray").to_ndarray().tobytes())

    session.connection.on("track", lambda track: asyncio.ensure_future(keep(track)))
    session.connection.addTransceiver("audio", "recvonly")
    session.prefer(session.connection.addTransceiver("video", "recvonly"), values["codec"])
    return session, await session.open(values["url"], values["token"])


peer.serve(
    {"publish": lambda values: run(begin_to_publish(values)), "play": lambda values: run(begin_to_play(values))},
    lambda session: run(session.end()))
