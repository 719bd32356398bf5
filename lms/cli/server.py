"""The server: Granian, with the application loaded before it makes its processes. They are made by `fork`,
so what was loaded before lies in memory once for all of them. Without `fork` (a later Python's choice) each
loads its own, as with Granian alone.

    python -m lms.cli.server GRANIAN-OPTIONS TARGET
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import Any

from granian import cli


def load(target: str) -> Any:
    """The application, in a memory that children share: a collector that looked at shared objects would
    write a mark into each, and every process would get a copy of its own."""
    module, _, name = target.partition(":")
    app = getattr(import_module(module), name)
    gc.collect()
    gc.freeze()
    return app


def options(port: int, *, workers: int = 2, threads: int = 10, patience_s: int = 15) -> list[str]:
    """Granian's options: so many processes with so many threads each; requests in hand have `patience_s`
    seconds when it ends."""
    named = {
        "--interface": "wsgi",
        "--host": "127.0.0.1",
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(threads),
        "--workers-kill-timeout": str(patience_s),
        "--log-level": "error",
    }
    return [word for option in named.items() for word in option] + ["--respawn-failed-workers"]


def serve(arguments: list[str], target: str) -> None:
    """Serve until stopped; ends this process."""
    cli.cli.main([*arguments, target], prog_name="granian", auto_envvar_prefix="GRANIAN")


if __name__ == "__main__":
    load(sys.argv[-1])
    serve(sys.argv[1:-1], sys.argv[-1])
