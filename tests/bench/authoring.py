"""Writing courses: checking a large one, previewing a long module, publishing while others answer."""

from __future__ import annotations

import io
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from lms.cli.demo import PASSWORD
from tests.bench import corpus
from tests.bench.latency import latencies, p99
from tests.bench.report import Report
from tests.bench.visitor import Answering, Visitor, cpu_seconds
from tests.tools import server

FILES = 300
BYTES = 5_000_000
ROUNDS = 9
SCANNER_LIMIT = 20.0
SCANNER_MB = 150.0

PREVIEWED_BYTES = 50_000
LESSONS = 100
LEARNERS = ("ayu", "citra", "dewi", "fajar")
PUBLISHING_S = 12.0
PUBLISHING_ROUNDS = 3
PUBLISHING_LIMIT = 2.0
MOST_PUBLISHED = 100

_SECRET = re.compile(r"<output[^>]*>([^<\s]{20,})</output>")


def scanner(report: Report) -> None:
    """A scan of a large course against `wc` and a UTF-8 decode of the same files."""
    with tempfile.TemporaryDirectory(prefix="lms-bench-course-") as name:
        folder = Path(name)
        for path, data in corpus.course_files("besar", modules=FILES - 1, size=BYTES).items():
            (folder / path).write_bytes(data)
        paths = sorted(folder.glob("*.md"))
        base, ours, peak = [], [], 0.0
        for _ in range(ROUNDS):
            base.append(_wc_and_decode(paths))
            scanned = json.loads(_output(sys.executable, "-m", "tests.bench.scanner", name))
            ours.append(scanned["seconds"])
            peak = max(peak, scanned["megabytes"])
    report.times(
        "check of 300 files, 5 MB", statistics.median(ours), statistics.median(base), SCANNER_LIMIT
    )
    report.most("check, peak memory", peak, "MB", SCANNER_MB, SCANNER_MB)


def _wc_and_decode(paths: list[Path]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["wc", *map(str, paths)], check=True, capture_output=True, env=_utf8())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    counted = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    start = time.process_time()
    for path in paths:
        path.read_bytes().decode("utf-8")
    return counted + time.process_time() - start


def _utf8() -> dict[str, str]:
    return os.environ | {"LC_ALL": "C.UTF-8"}


def _output(*command: str) -> str:
    return subprocess.run(
        command,
        cwd=server.ROOT,
        env=os.environ | {"PYTHONPATH": str(server.ROOT)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def preview(report: Report, host: server.Server) -> None:
    """How long the preview of a long module takes; every change renders another text."""
    author = _signed_in(host, "bima")
    text = corpus.module_text(PREVIEWED_BYTES)
    files = {"course.md": corpus.HEAD.format(key="pratinjau").encode(), "001-modul.md": b""}
    _begin_course(author, "pratinjau", files | {"001-modul.md": text.encode()})
    headers = {"Content-Type": "application/json", "X-CSRF-Token": author.token()}
    times = []
    cpu = cpu_seconds(host)
    for number in range(ROUNDS):
        changed = f"{text}\n# Tambahan {{#tambahan}}\n\nPerubahan ke-{number}.\n"
        body = json.dumps({"path": "001-modul.md", "text": changed}).encode()
        began = time.monotonic()
        answer = author.request("POST", "/authoring/pratinjau/preview", body, **headers)
        times.append(time.monotonic() - began)
        _expect(answer.status, 200)
    spent = (cpu_seconds(host) - cpu) / ROUNDS
    words = f"{statistics.median(times) * 1e3:.0f} ms ({spent * 1e3:.0f} ms CPU in the workers)"
    report.printed("preview of a 50 KB module", words)


def publishing(report: Report, host: server.Server) -> None:
    """The p99 of answers while a course of 100 lessons is published over and over, against without."""
    author = _signed_in(host, "bima")
    token = _token(author)
    # Made beforehand: what measures must not be busy while it measures.
    packages = iter([_package(number) for number in range(MOST_PUBLISHED)])
    _publish(author, token, next(packages))
    people = [_signed_in(host, name) for name in LEARNERS]
    for person in people:
        person.form("/courses/terbit/enrol", {})
    answering = [Answering(person, "terbit", "kuis-m1") for person in people]
    quiet: list[float] = []
    busy: list[float] = []
    published = 0
    for _ in range(PUBLISHING_ROUNDS):
        quiet += latencies(answering, PUBLISHING_S)
        with ThreadPoolExecutor(1) as beside:
            over = Event()
            publishes = beside.submit(_publish_until, over, host, token, packages)
            busy += latencies(answering, PUBLISHING_S)
            over.set()
            published += publishes.result()
    report.printed("publishing 100 lessons", f"{published} times while {len(busy)} answers came")
    report.times("answers' p99 meanwhile", p99(busy), p99(quiet), PUBLISHING_LIMIT)


def _token(author: Visitor) -> str:
    fields = {"name": "git", "days": "30"}
    answer = author.form("/account/tokens", fields, **{"Accept-Encoding": "identity"})
    found = _SECRET.search(answer.body.decode())
    if found is None:
        raise RuntimeError("the page shows no token")
    return found[1]


def _publish_until(over: Event, host: server.Server, token: str, packages: Iterator[bytes]) -> int:
    """Publish one package after the other; returns how many."""
    published = 0
    with Visitor(host) as author:
        while not over.is_set():
            _publish(author, token, next(packages))
            published += 1
    return published


def _package(number: int) -> bytes:
    """A course whose every lesson is another one each time, so that there is something to render."""
    files = corpus.lessons_course("terbit", lessons=LESSONS, questions=LESSONS)
    text = files["01-modul.md"].decode()
    files["01-modul.md"] = text.replace("Setiap bulan", f"Setiap bulan ({number})").encode()
    return _zipped(files)


def _publish(author: Visitor, token: str, package: bytes) -> None:
    answer = author.request(
        "POST",
        "/api/v1/courses/terbit/revisions",
        package,
        **{"Content-Type": "application/zip", "Authorization": f"Bearer {token}"},
    )
    _expect(answer.status, 201)


def _signed_in(host: server.Server, name: str) -> Visitor:
    visitor = Visitor(host)
    visitor.sign_in(name, PASSWORD)
    return visitor


def _begin_course(author: Visitor, key: str, files: Mapping[str, bytes]) -> None:
    boundary = "batas"
    fields = {"csrf_token": author.token(), "upload-key": key}
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{key}.zip"'
    body = b"".join(parts) + head.encode() + b"\r\n\r\n" + _zipped(files)
    kind = f"multipart/form-data; boundary={boundary}"
    answer = author.request(
        "POST",
        "/authoring/new/upload",
        body + f"\r\n--{boundary}--\r\n".encode(),
        **{"Content-Type": kind},
    )
    _expect(answer.status, 303)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return out.getvalue()


def _expect(status: int, wanted: int) -> None:
    if status != wanted:
        raise RuntimeError(f"expected {wanted}, got {status}")
