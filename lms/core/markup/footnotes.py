"""Footnotes that several texts on one page can have, numbered in the order of their marks.

The library's extension lists every definition it has seen and makes ids of what authors wrote. Here
a text lists only the notes it uses, because the definitions of a whole module are given to each of
its texts, and ids are `<prefix>-<number>`.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from xml.etree import ElementTree

from markdown.extensions.footnotes import FootnoteExtension

from lms.core.markup.words import Words

_MARK = re.compile(r"\[\^([^\]]*)\]")
_LABEL = re.compile(r"#?(fn|fnref)([0-9]*):(.*)", re.DOTALL)


class Footnotes(FootnoteExtension):
    """The library's extension, for the notes that are used."""

    def __init__(self) -> None:
        super().__init__(USE_DEFINITION_ORDER=False, BACKLINK_TEXT="↩")

    def findFootnotesPlaceholder(self, root: ElementTree.Element) -> None:  # noqa: N802
        """No text decides where its notes stand: always at its end."""

    def makeFootnotesDiv(self, root: ElementTree.Element) -> ElementTree.Element | None:  # noqa: N802
        self.footnotes = self._reachable("\n".join(root.itertext()))
        return super().makeFootnotesDiv(root)

    def _reachable(self, text: str) -> OrderedDict[str, str]:
        """The definitions whose marks occur in `text` or in another reachable definition."""
        waiting = _MARK.findall(text)
        seen: set[str] = set()
        while waiting:
            label = waiting.pop()
            if label in self.footnotes and label not in seen:
                seen.add(label)
                waiting += _MARK.findall(self.footnotes[label])
        return OrderedDict((k, v) for k, v in self.footnotes.items() if k in seen)

    def finish(self, root: ElementTree.Element, prefix: str, words: Words) -> None:
        """Give marks and notes their final ids; drop notes that no mark points to."""
        for element in root.iter():
            for name in ("id", "href"):
                if _is_ours(element):
                    self._rename(element, name, prefix)
        for section in root.findall("div[@class='footnote']"):
            self._finish_section(root, section, prefix, words)

    def _finish_section(
        self, root: ElementTree.Element, section: ElementTree.Element, prefix: str, words: Words
    ) -> None:
        section.attrib.update(
            {"class": "footnotes", "role": "doc-endnotes", "aria-label": words.footnotes}
        )
        for notes in section.findall("ol"):
            for note in list(notes):
                self._rename(note, "id", prefix)
                if not self._is_cited(note):
                    notes.remove(note)
            if not len(notes):
                root.remove(section)
        for link in section.iter("a"):
            if link.get("class") == "footnote-backref":
                link.attrib.pop("title", None)
                link.set("aria-label", words.back)

    def _is_cited(self, note: ElementTree.Element) -> bool:
        return not note.get("id", "").endswith("-0")

    def _rename(self, element: ElementTree.Element, name: str, prefix: str) -> None:
        label = _LABEL.fullmatch(element.get(name, ""))
        if label is None:
            return
        cited = label[3] in self.footnote_order
        number = self.footnote_order.index(label[3]) + 1 if cited else 0
        repeat = f"-{label[2]}" if label[2] else ""
        part = "ref" if label[1] == "fnref" else "note"
        sharp = "#" if name == "href" else ""
        element.set(name, f"{sharp}{prefix}-{part}-{number}{repeat}")


def _is_ours(element: ElementTree.Element) -> bool:
    """Whether an element is a mark or its link: authors can write neither ids nor classes."""
    if element.tag == "sup":
        return True
    return element.get("class", "") in ("footnote-ref", "footnote-backref")
