"""Data for benchmarks: a thousand published courses beside the real one, and a test of ten questions."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.tools.server import ROOT

COURSES = 1000
TEST, QUESTIONS = "sepuluh-soal", 10


def lessons(course: str) -> list[str]:
    """Keys of the first lessons of a course in `content/`, in order."""
    keys = []
    for module in sorted((ROOT / "content" / course).glob("[0-9]*.md")):
        for line in module.read_text().splitlines():
            if (
                line.startswith("# ")
                and "{#" in line
                and "." not in line.partition("{#")[2].split("}")[0]
            ):
                keys.append(line.partition("{#")[2].split("}")[0].split()[0])
    return keys


def fill(environ: dict[str, str]) -> None:
    """Publish the thousand courses, in a process of its own."""
    subprocess.run(
        [sys.executable, "-m", "tests.bench.data"],
        cwd=ROOT,
        env=environ | {"PYTHONPATH": str(ROOT)},
        check=True,
    )


def _publish() -> None:
    from config import settings
    from lms.app import create_app
    from tests.factories.courses import index_courses, publish_course

    subjects = ("kontrak", "pelayanan", "anggaran", "arsip", "pengaduan", "data", "disiplin")
    with create_app(settings(os.environ)).app_context():
        publish_course(TEST, questions=QUESTIONS, quiz_attributes="pass=70")
        for number in range(COURSES):
            subject = subjects[number % len(subjects)]
            publish_course(
                f"kursus-{number}",
                title=f"Dasar {subject} daerah {number}",
                summary=f"Mengelola {subject} dan kontrak pelayanan di perangkat daerah.",
                lessons=1,
                quiz=False,
            )
        index_courses()


if __name__ == "__main__":
    Path(os.environ["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    _publish()
