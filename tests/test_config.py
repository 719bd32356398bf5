"""Settings as processes find them."""

from __future__ import annotations

import secrets
import stat
from pathlib import Path

import pytest

from config import settings


def key_in(folder: Path) -> str:
    """The key by which a process of that installation signs cookies."""
    return str(settings({"DATA_DIR": str(folder)})["SECRET_KEY"])


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = key_in(folder)
    assert len(key) >= 48
    assert key_in(folder) == key
    assert [path.name for path in folder.iterdir()] == ["secret-key"]
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600


def test_processes_that_start_together_have_one_whole_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one starts while the first one is making the key."""
    real, found = secrets.token_urlsafe, []

    def interrupted(size: int) -> str:
        monkeypatch.setattr(secrets, "token_urlsafe", real)
        found.append(key_in(tmp_path))
        return real(size)

    monkeypatch.setattr(secrets, "token_urlsafe", interrupted)
    found.append(key_in(tmp_path))
    assert found[0]
    assert found == [found[0]] * 2


def test_a_key_of_the_operators_own_is_used_as_it_is(tmp_path: Path) -> None:
    given = settings({"DATA_DIR": str(tmp_path), "SECRET_KEY": "milik-kami"})
    assert given["SECRET_KEY"] == "milik-kami"
    assert list(tmp_path.iterdir()) == []
