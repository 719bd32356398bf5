"""The process that makes a sound light: reads one, answers, ends. The only place that knows FFmpeg.

Start it with `python -m lms.courses.actions.lightening.child FOLDER CPU_SECONDS MEMORY_BYTES`. The folder
holds `sound.json` (`file`, `media_type`, `most_bytes`, `most_seconds`); the answer is `answer.json` beside
it: `file` (the version, Opus in Ogg, one channel), or `problem` (see `LightAudio`).

What does not belong here: which sounds are worth it, where versions are kept.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from lms.core import children

BITS_PER_SECOND = 24_000
SAMPLES_PER_SECOND = 48_000
"""What Opus works in, whatever the sound was recorded with."""

_CONTAINERS = {"audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/mp4": "mov"}
"""Only what a file promises to be is tried: some formats of FFmpeg are lists of files or addresses."""

_CODECS = frozenset({"mp3", "mp3float", "aac", "alac", "opus", "libopus", "vorbis", "flac"})
_OPTIONS = {"application": "audio", "vbr": "constrained", "compression_level": "5"}
"""Half the work of the highest level; at this rate few hear the difference."""

_MOST_BROKEN = 0.02
"""The part of a sound's packets that may be broken: players skip over a few, at both ends mostly."""


class _Problem(Exception):
    pass


def main() -> None:
    """Entry point of the process."""
    folder = Path(sys.argv[1])
    children.limit(cpu_seconds=int(sys.argv[2]), memory_bytes=int(sys.argv[3]), niceness=10)
    av.logging.set_level(None)
    asked = json.loads((folder / "sound.json").read_bytes())
    try:
        data = _light(
            Path(asked["file"]), asked["media_type"], asked["most_bytes"], asked["most_seconds"]
        )
    except _Problem as problem:
        children.answer_from(folder, {"problem": str(problem)})
        return
    except (av.FFmpegError, ValueError, LookupError, ArithmeticError, MemoryError):
        # What FFmpeg and its binding raise for bytes that aren't what they promise, or take too much.
        children.answer_from(folder, {"problem": "unreadable"})
        return
    (folder / "light.ogg").write_bytes(data)
    children.answer_from(folder, {"file": "light.ogg"})


def _light(file: Path, media_type: str, most_bytes: int, most_seconds: int) -> bytes:
    out = io.BytesIO()
    # Opened here and handed over: FFmpeg itself opens no file and no address.
    with file.open("rb") as source, av.open(source, "r", format=_CONTAINERS[media_type]) as sound:
        stream = next(iter(sound.streams.audio), None)
        if stream is None or stream.codec_context.name not in _CODECS:
            raise _Problem("unreadable")
        with av.open(out, "w", format="ogg") as version:
            opus = version.add_stream("libopus", rate=SAMPLES_PER_SECOND, options=_OPTIONS)
            assert isinstance(opus, AudioStream)
            opus.layout, opus.bit_rate = "mono", BITS_PER_SECOND
            for frame in _resampled(_frames(sound, stream), most_seconds):
                version.mux(opus.encode(frame))
                _refuse_heavy(out, most_bytes)
            version.mux(opus.encode(None))
    _refuse_heavy(out, most_bytes)
    return out.getvalue()


def _refuse_heavy(out: io.BytesIO, most_bytes: int) -> None:
    if out.tell() > most_bytes:
        raise _Problem("heavy")


def _frames(sound: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """What can be decoded of a sound."""
    packets = broken = 0
    for packet in sound.demux(stream):
        packets += 1
        try:
            yield from stream.codec_context.decode(packet)
        except av.InvalidDataError:
            broken += 1
    if broken > 1 + packets * _MOST_BROKEN:
        raise _Problem("unreadable")


def _resampled(frames: Iterator[AudioFrame], most_seconds: int) -> Iterator[AudioFrame]:
    """The sound in one channel, as Opus takes it. What a header says of its length is not believed."""
    resampler = AudioResampler("s16", "mono", SAMPLES_PER_SECOND)
    samples = 0
    for frame in frames:
        for part in resampler.resample(frame):
            samples += part.samples
            yield part
        if samples > most_seconds * SAMPLES_PER_SECOND:
            raise _Problem("long")
    if not samples:
        raise _Problem("unreadable")
    yield from resampler.resample(None)


if __name__ == "__main__":
    main()
