"""Papers that are drawn while their reader waits: what is said where the server has too much to do, and how
many one person may have in a minute."""

from __future__ import annotations

from threading import BoundedSemaphore

import pytest

from lms.core import children
from lms.core.papers import drawing
from tests.cast import Cast
from tests.client import Client

pytestmark = pytest.mark.usefixtures("app")

OWN = "/credentials/hours/transcript.pdf?year=all"
"""A learner's."""


def papers(cast: Cast) -> tuple[str, ...]:
    """What Citra can have drawn: her own, somebody's whom she oversees, a table."""
    table = f"/supervision/exports/file?of=figures&unit={cast.units['dpu-jalan']}&form="
    return OWN, f"/credentials/hours/people/{cast.ayu.id}/transcript.pdf", f"{table}pdf"


@pytest.fixture
def drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No paper takes any time."""
    monkeypatch.setattr(children, "answer_to", lambda *_message, **_limits: b"%PDF-1.7")


@pytest.fixture
def others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others have all turns."""
    monkeypatch.setattr(drawing, "_turns", BoundedSemaphore(1))
    monkeypatch.setattr(drawing, "PATIENCE_S", 0.05)
    assert drawing._turns.acquire(blocking=False)


@pytest.mark.usefixtures("others_wait", "drawn_at_once")
def test_who_followed_a_link_while_the_server_is_busy_is_told_to_follow_it_again(
    client: Client, cast: Cast
) -> None:
    client.sign_in("citra")
    for address in papers(cast):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (409, "5")
        assert "<h1>Layanan sedang sibuk</h1>" in answer.text
        assert "Server sedang sibuk. Coba lagi sebentar lagi." in answer.text
        assert '<a class="button" href="">Coba lagi</a>' in answer.text
        assert "Citra" in answer.text
    drawing._turns.release()
    assert [client.get(address).status_code for address in papers(cast)] == [200, 200, 200]


@pytest.mark.usefixtures("others_wait", "drawn_at_once")
def test_a_preview_says_in_its_frame_that_the_server_is_busy(client: Client, cast: Cast) -> None:
    client.sign_in("eko")
    address = f"/supervision/units/{cast.units['dpu-jalan']}/letterhead/preview"
    answer = client.form_post(address, {"top_line": "Pemerintah Provinsi", "version": "0"})
    assert (answer.status_code, answer.headers["X-Frame-Options"]) == (409, "SAMEORIGIN")
    assert "<li>Server sedang sibuk. Coba lagi sebentar lagi.</li>" in answer.text


@pytest.mark.usefixtures("drawn_at_once")
def test_nobody_has_papers_drawn_without_end(client: Client, cast: Cast) -> None:
    client.sign_in("citra")
    addresses = papers(cast) * drawing.PAPERS.most
    codes = [client.get(one).status_code for one in addresses[: drawing.PAPERS.most]]
    assert set(codes) == {200}
    for address in papers(cast):
        answer = client.get(address)
        assert (answer.status_code, int(answer.headers["Retry-After"]) <= 60) == (429, True)
        assert "Coba lagi dalam 1 menit." in answer.text
        assert "Citra" in answer.text
    # Other forms are written, not drawn; and others have their own.
    assert client.get(papers(cast)[2].replace("=pdf", "=csv")).status_code == 200
    client.form_post("/sign-out")
    assert client.sign_in("ayu").get(OWN).status_code == 200
