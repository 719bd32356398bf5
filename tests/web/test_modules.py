"""The modules that browsers run."""

from __future__ import annotations

import re
from collections import Counter

from lms.web.assets import SOURCE

_IMPORTED = re.compile(r"^import [^;]*?'\./(?:[\w-]+/)?([\w-]+\.js)';", re.MULTILINE)
_AWAITS = re.compile(r"^(?:(?:export )?(?:const|let) [^=]*= )?\(?await\b", re.MULTILINE)


def test_no_module_that_several_import_awaits_anything_at_its_top() -> None:
    """Of two scripts of a page that import such a module Safari lets the second run too early."""
    texts = {
        file.name: file.read_text() for file in SOURCE.rglob("*.js") if "vendor" not in str(file)
    }
    importers = Counter(name for text in texts.values() for name in set(_IMPORTED.findall(text)))
    shared = {name for name, times in importers.items() if times > 1} & texts.keys()
    assert {"page.js", "offline-store.js"} <= shared
    assert [name for name in sorted(shared) if _AWAITS.search(texts[name])] == []
    assert _AWAITS.search(texts["quiz.js"]), "the pattern finds none"
