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

serve: Any = cli.entrypoint


def main() -> Any:
    """Load, freeze, serve. A collector that looked at shared objects would write a mark into each, and
    every process would get a copy of its own."""
    import_module(sys.argv[-1].partition(":")[0])
    gc.collect()
    gc.freeze()
    return serve()


if __name__ == "__main__":
    sys.exit(main())
