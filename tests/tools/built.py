"""What every installation makes of the code when it starts, made once for all tests.

Compressing the static files takes longer than most tests. They are kept in `build/` under the hash of
their sources, so a change makes them anew.
"""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parents[2] / "build" / "static"


def link_static(data: Path) -> None:
    """Let an installation in `data` use the static files that are there already."""
    STATIC.mkdir(parents=True, exist_ok=True)
    data.mkdir(parents=True, exist_ok=True)
    link = data / "static"
    if not link.exists():
        link.symlink_to(STATIC)
