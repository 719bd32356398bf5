"""The documents say what is true: every setting, every command, every make target and every place."""

from __future__ import annotations

import re
from pathlib import Path

from lms.cli import COMMANDS

ROOT = Path(__file__).parents[1]


def _names(file: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, (ROOT / file).read_text(), re.MULTILINE))


def test_every_setting_is_documented_and_read() -> None:
    read = _names("config.py", r'environ\.get\("([A-Z_]+)"')
    assert read == _names("docs/settings.md", r"^\| `([A-Z_]+)`")


def test_every_command_is_documented() -> None:
    told = _names("docs/operation.md", r"^\| `([a-z]+)")
    assert told == set(COMMANDS)


def test_the_make_targets_that_the_readme_names_exist() -> None:
    told = _names("README.md", r"`?make ([a-z-]+)")
    assert told <= _names("Makefile", r"^([a-z-]+):.*## ")


def test_the_places_that_the_readme_names_exist() -> None:
    for place in _names("README.md", r"^\| `([a-z_]+/)` \|"):
        assert (ROOT / place).is_dir(), place


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(file.name[:4]) for file in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
