"""The child process: bounded in time and memory, replaceable, safe to share."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lms.core.markup import Options, Refused, Rendered, Renderer, RendererUnavailable, Source
from lms.core.markup import render as shared_render
from tests.core.markup_payloads import HOSTILE

ROOT = Path(__file__).resolve().parents[2]
REASONS = {"time", "memory", "nesting", "size"}
OPTIONS = Options()
SLOW = Source("*_a*_ " * 10_000)


@pytest.fixture(scope="module")
def strict() -> Iterator[Renderer]:
    """A renderer with little patience, so that the slow texts don't take long."""
    renderer = Renderer(cpu_seconds=0.2)
    yield renderer
    renderer.close()


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    renderer = Renderer()
    yield renderer
    renderer.close()


def outcome(renderer: Renderer, text: str) -> str:
    """The HTML, or the reason for refusing it."""
    try:
        return html(renderer, text)
    except Refused as refused:
        return refused.reason


def html(renderer: Renderer, text: str) -> str:
    return renderer.render([Source(text)], options=OPTIONS)[0].html


def reason(renderer: Renderer, source: Source) -> str:
    with pytest.raises(Refused) as refused:
        renderer.render([source], options=OPTIONS)
    return refused.value.reason


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_answered_or_refused_and_the_next_one_rendered(
    strict: Renderer, name: str
) -> None:
    began = time.monotonic()
    answer = outcome(strict, HOSTILE[name])
    assert answer in {*REASONS, ""} or answer.startswith("<")
    assert len(answer) <= 40 * len(HOSTILE[name])
    assert time.monotonic() - began < 15
    assert html(strict, "*a*") == "<p><em>a</em></p>"


def test_a_batch_keeps_its_order(renderer: Renderer) -> None:
    results = renderer.render([Source(f"teks {n}") for n in range(50)], options=OPTIONS)
    assert results == [Rendered(f"<p>teks {n}</p>") for n in range(50)]


def test_an_empty_batch_needs_no_child(renderer: Renderer) -> None:
    assert renderer.render([], options=OPTIONS) == []
    assert renderer.pid is None


def test_a_refusal_names_the_text(renderer: Renderer) -> None:
    with pytest.raises(Refused) as refused:
        renderer.render([Source("a"), Source("> " * 30 + "b")], options=OPTIONS)
    assert (refused.value.reason, refused.value.index) == ("nesting", 1)


def test_too_much_work_is_refused_and_the_child_goes_on(strict: Renderer) -> None:
    html(strict, "a")
    before = strict.pid
    assert reason(strict, SLOW) == "time"
    assert html(strict, "a") == "<p>a</p>"
    assert strict.pid == before


def test_memory_is_bounded_and_the_next_child_is_fresh() -> None:
    renderer = Renderer(cpu_seconds=60, memory_bytes=110 * 1024 * 1024)
    try:
        html(renderer, "a")
        before = renderer.pid
        assert (
            reason(renderer, Source("|a" * 200 + "\n" + "|-" * 200 + "\n" + "b|\n" * 9_000))
            == "memory"
        )
        assert html(renderer, "a") == "<p>a</p>"
        assert renderer.pid != before
    finally:
        renderer.close()


def test_a_killed_child_is_replaced(renderer: Renderer) -> None:
    html(renderer, "a")
    before = renderer.pid
    assert before
    os.kill(before, signal.SIGKILL)
    assert html(renderer, "b") == "<p>b</p>"
    assert renderer.pid != before


def test_a_child_that_hangs_is_killed_and_replaced() -> None:
    renderer = Renderer(wall_seconds=5)
    try:
        html(renderer, "a")
        assert renderer.pid
        renderer._wall_seconds = 0.2
        os.kill(renderer.pid, signal.SIGSTOP)
        assert reason(renderer, Source("b")) == "time"
        renderer._wall_seconds = 5
        assert html(renderer, "c") == "<p>c</p>"
    finally:
        renderer.close()


def test_a_text_that_fells_two_children_is_refused(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed as soon as there is one, whoever asks."""
    start = renderer._start

    def start_and_kill() -> subprocess.Popen[bytes]:
        child = start()
        child.kill()
        child.wait()
        return child

    monkeypatch.setattr(renderer, "_start", start_and_kill)
    assert reason(renderer, Source("a")) == "crash"
    monkeypatch.undo()
    assert html(renderer, "a") == "<p>a</p>"


def test_an_interrupted_caller_leaves_no_answer_for_the_next(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    html(renderer, "a")
    with monkeypatch.context() as patch:
        patch.setattr("lms.core.markup.renderer._read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            html(renderer, "lama")
    assert html(renderer, "baru") == "<p>baru</p>"


def test_a_child_that_cannot_start_is_a_fault_of_the_installation(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RendererUnavailable):
        html(renderer, "a")


def test_eight_threads_share_one_child(renderer: Renderer) -> None:
    def work(thread: int) -> list[str]:
        sources = [Source(f"{thread}-{n}") for n in range(20)]
        return [result.html for result in renderer.render(sources, options=OPTIONS)]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    assert results == [[f"<p>{thread}-{n}</p>" for n in range(20)] for thread in range(8)]


def test_the_thread_that_started_the_child_may_end(renderer: Renderer) -> None:
    thread = threading.Thread(target=html, args=(renderer, "a"))
    thread.start()
    thread.join()
    before = renderer.pid
    assert html(renderer, "b") == "<p>b</p>"
    assert renderer.pid == before


def test_the_shared_renderer_renders() -> None:
    assert shared_render([Source("a", kind="inline")], options=OPTIONS) == [Rendered("a")]


def test_the_child_knows_no_secret(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "burung-kenari")
    html(renderer, "a")
    environment = Path(f"/proc/{renderer.pid}/environ").read_bytes()
    assert b"burung-kenari" not in environment


def test_the_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "import sys\n"
        "from lms.core.markup import Options, Renderer, Source\n"
        "renderer = Renderer()\n"
        "renderer.render([Source('a')], options=Options())\n"
        "print(renderer.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    try:
        waiting = select.poll()
        waiting.register(child, select.POLLIN)
        assert waiting.poll(10_000)
    finally:
        os.close(child)


def test_a_forked_process_starts_a_child_of_its_own() -> None:
    code = (
        "import os\n"
        "from lms.core.markup import Options, Source, render\n"
        "from lms.core.markup.renderer import _shared\n"
        "def pid():\n"
        "    assert render([Source('a')], options=Options())[0].html == '<p>a</p>'\n"
        "    return _shared.pid\n"
        "before = pid()\n"
        "forked = os.fork()\n"
        "if forked == 0:\n"
        "    own = pid()\n"
        "    _shared.close()\n"
        "    os._exit(0 if own != before else 1)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 0\n"
        "assert pid() == before\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, check=True)


def test_texts_of_two_courses_between_each_other_keep_their_own_links(renderer: Renderer) -> None:
    def work(course: str) -> set[str]:
        options = Options(links={"sini": f"/learn/{course}/sini"})
        sources = [Source(f"[{n}](#sini)") for n in range(20)]
        rendered = renderer.render(sources, options=options)
        return {one.html.partition('href="')[2].partition('"')[0] for one in rendered}

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, ("a", "b", "c", "d")))
    assert found == [{f"/learn/{course}/sini"} for course in "abcd"]


def test_a_new_child_learns_what_holds_for_the_batch(renderer: Renderer) -> None:
    options = Options(links={"sini": "/learn/a/sini"})
    before = renderer.render([Source("[a](#sini)")], options=options)
    assert renderer.pid
    os.kill(renderer.pid, signal.SIGKILL)
    assert renderer.render([Source("[a](#sini)")], options=options) == before
    assert "/learn/a/sini" in before[0].html
