"""Sounds, made here: a voice-like tone in the containers and codecs that courses bring."""

from __future__ import annotations

import io
import math
from array import array
from fractions import Fraction
from functools import lru_cache

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

RATE = 44_100
_FRAME = 1024
_KINDS = {"mp3": ("mp3", "libmp3lame"), "m4a": ("mp4", "aac"), "ogg": ("ogg", "libopus")}


@lru_cache
def sound(seconds: int = 8, *, kind: str = "mp3", bits: int = 128_000) -> bytes:
    """A tone that swells, in two channels, with a title that says who recorded it."""
    out = io.BytesIO()
    container, codec = _KINDS[kind]
    rate = 48_000 if codec == "libopus" else RATE
    with av.open(out, "w", format=container) as file:
        file.metadata["title"] = "Rekaman Bu Ratna"
        stream = file.add_stream(codec, rate=rate)
        assert isinstance(stream, AudioStream)
        stream.layout, stream.bit_rate = "stereo", bits
        for frame in _tone(seconds, rate):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


@lru_cache
def film(seconds: int = 5) -> bytes:
    """A film with sound, in a container that sounds have too."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        pictures, stream = file.add_stream("libx264", rate=10), file.add_stream("aac", rate=RATE)
        assert isinstance(pictures, VideoStream)
        assert isinstance(stream, AudioStream)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        stream.layout = "stereo"
        for _ in range(seconds * 10):
            file.mux(pictures.encode(VideoFrame(64, 48, "yuv420p")))
        file.mux(pictures.encode(None))
        for frame in _tone(seconds, RATE):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def seconds_of(data: bytes) -> float:
    """How long a sound is, by decoding it."""
    with av.open(io.BytesIO(data)) as file:
        return sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))


def _tone(seconds: int, rate: int) -> list[AudioFrame]:
    frames = []
    for start in range(0, seconds * rate, _FRAME):
        samples = array("h")
        for at in range(start, start + _FRAME):
            value = int(9000 * math.sin(at / 31) * math.sin(at / 9000) + (at * 7919 % 997))
            samples.extend((value, value))
        frame = AudioFrame(format="s16", layout="stereo", samples=_FRAME)
        frame.planes[0].update(samples.tobytes())
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        frames.append(frame)
    return frames
