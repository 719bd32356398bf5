"""Children: what they are told of us, and how they end without an answer."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lms.core import children

LIMITS = {"cpu_seconds": 5, "memory_bytes": 512 * 1024**2, "wall_seconds": 30}

HEAD = "import os, pathlib, sys\nfrom lms.core import children\nfolder = pathlib.Path(sys.argv[1])"


def _module(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> str:
    """A module that children find, and run on the folder they are given."""
    (folder / "some_child.py").write_text(f"{HEAD}\n{body}\n")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return "some_child"


def test_a_child_finds_its_modules_and_is_told_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "kunci rahasia")
    monkeypatch.setenv("DATABASE_URL", "postgresql://lms:sandi@basisdata/lms")
    told = _module(tmp_path, monkeypatch, "children.answer_from(folder, dict(os.environ))")
    seen = children.answer_in(tmp_path, told, **LIMITS)
    assert set(seen) <= {"PATH", "PYTHONPATH", "PYTHONUTF8", "LC_CTYPE"}
    assert "rahasia" not in str(seen)


@pytest.mark.parametrize(
    ("body", "killed"),
    [
        ("raise SystemExit(1)", False),
        ("os.kill(os.getpid(), 15)", False),
        ("os.kill(os.getpid(), 9)", True),
        ("children.limit(cpu_seconds=1, memory_bytes=1 << 29)\nwhile True: pass", True),
    ],
)
def test_a_child_without_an_answer_broke_or_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, killed: bool
) -> None:
    with pytest.raises(children.NoAnswer) as caught:
        children.answer_in(tmp_path, _module(tmp_path, monkeypatch, body), **LIMITS)
    assert caught.value.killed is killed


def test_a_stray_print_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prints = "out = children.answers()\nprint('tersesat', flush=True)\nout.write(b'jawaban')\nout.close()"
    done = subprocess.run(
        children.command(_module(tmp_path, monkeypatch, prints), tmp_path),
        env=children.environment(),
        capture_output=True,
        check=True,
    )
    assert (done.stdout, done.stderr.strip()) == (b"jawaban", b"tersesat")
