"""Finds Chromium on the machine, else installs it. `python -m tests.tools.chromium` does it ahead.

As root Debian's package is installed; otherwise Playwright downloads its own build.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of a Chromium, or None."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    downloaded = sorted(
        Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"), reverse=True
    )
    return str(downloaded[0]) if downloaded else None


def ensure() -> str:
    """The path of a Chromium, installed if there was none.

    Raises:
        RuntimeError: it could be neither found nor installed.
    """
    found = find()
    if found is None:
        _install()
        found = find()
    if found is None:
        raise RuntimeError("Chromium is needed for the browser tests and could not be installed")
    return found


def _install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=environ)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium"],
            check=True,
            env=environ,
            stdout=subprocess.DEVNULL,
        )
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    print(f"browser: {ensure()}")
