"""The last step on a parsed text: ids, headings, links, pictures, players, transcripts, callouts.

Belongs here: what becomes of the targets that an author wrote. Doesn't belong here: parsing, and
the decision what is harmless (`allowed`), which comes after this and trusts nothing of it.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from lms.core.markup.allowed import SIZES, is_external, is_site
from lms.core.markup.values import MediaInfo, Options, Source
from lms.core.markup.words import Words, size_of, words_for

_ANCHORED = frozenset(
    {"p", "ul", "ol", "dl", "table", "pre", "blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_HEADING = re.compile(r"h([1-6])")
_TRANSCRIPT = re.compile(r"\s*(?:Transkrip|Transcript):\s*")
_LIBRARY_LINKS = ("footnote-ref", "footnote-backref")
_FIRST_BLOCKS = 3
"""Of a lesson: what a phone shows of it before one scrolls, about."""


def finish(root: Element, source: Source, options: Options, plain: Callable[[str], str]) -> None:
    """Finish the tree in place. `plain` resolves what the library keeps aside in its texts."""
    _Finisher(source, options, plain, words_for(options.language)).run(root)


@dataclass(frozen=True, slots=True)
class _Finisher:
    source: Source
    options: Options
    plain: Callable[[str], str]
    words: Words

    def run(self, root: Element) -> None:
        if self.source.anchors is not None:
            self.anchor(root, self.source.anchors)
        for parent, element in _pairs(root):
            if element.tag == "img":
                self.picture(parent, element)
        self.first_picture(root)
        for parent, element in _pairs(root):
            if element.tag == "a" and element.get("class") not in _LIBRARY_LINKS:
                self.link(parent, element)
        for _, element in _pairs(root):
            if heading := _HEADING.fullmatch(element.tag):
                level = int(heading[1]) + self.source.shift
                element.tag = f"h{min(max(level, 2), 6)}"
            if element.get("class", "").startswith("admonition "):
                self.callout(element)
            if element.tag == "th" and not "".join(_said(element)).strip():
                element.tag = "td"  # a heading that says nothing is only in the way of listeners
        self.transcripts(root)

    def anchor(self, root: Element, prefix: str) -> None:
        """Ids for top-level blocks, made of what they say, so that edits elsewhere keep them."""
        seen: dict[str, int] = {}
        for element in root:
            if element.tag in _ANCHORED and element.get("class") != "footnote":
                said = " ".join(self.plain(" ".join(_said(element))).split())
                digest = hashlib.sha256(said.encode()).hexdigest()[:8]
                seen[digest] = seen.get(digest, 0) + 1
                repeat = f"-{seen[digest]}" if seen[digest] > 1 else ""
                element.set("id", f"{prefix}-{digest}{repeat}")

    def link(self, parent: Element, link: Element) -> None:
        """Keep links to known activities, to media and to other sites; the rest is text."""
        target = self.decoded(link.get("href", ""))
        media = self.options.media.get(target)
        address = self.options.links.get(target.removeprefix("#"))
        if link.get("rel") or link.get("download") is not None:
            return  # made by `picture`
        if media:
            link.set("href", media.url)
            link.tail = f" ({self.caption(media)}){link.tail or ''}"
        elif address:
            link.set("href", address)
        elif is_external(target):
            link.set("href", target)
            if is_site(target):
                link.set("rel", "noopener noreferrer")
        else:
            _unwrap(parent, link)

    def picture(self, parent: Element, picture: Element) -> None:
        """Show known media; turn a picture of another site into a link; the rest is its text."""
        target, alt = self.decoded(picture.get("src", "")), picture.get("alt", "")
        media = self.options.media.get(target)
        alt = "" if alt == "-" else alt
        if media is None:
            site = target if is_site(target) else None
            _replace_by_link(parent, picture, alt or target, site)
        elif media.kind == "image":
            picture.attrib.update(src=media.url, alt=alt, loading="lazy", decoding="async")
            _set_size(picture, media)
            if media.versions:
                offered = ", ".join(f"{url} {width}w" for width, url in media.versions)
                picture.attrib.update(srcset=offered, sizes=SIZES)
        elif media.kind != "file" and _is_alone(parent, picture):
            self.player(parent, picture, media, alt)
        else:
            text = f"{alt} ({self.caption(media)})" if alt else self.caption(media)
            _replace_by_link(parent, picture, text, media.url, download=True)

    def first_picture(self, root: Element) -> None:
        """A picture at the top of a lesson is in view at once: asked for late it would come late."""
        if self.source.anchors is None:
            return
        for block in root[:_FIRST_BLOCKS]:
            for picture in block.iter("img"):
                picture.attrib.pop("loading", None)
                return

    def player(self, paragraph: Element, picture: Element, media: MediaInfo, alt: str) -> None:
        """A player that loads nothing before it is asked to, with its size and a download."""
        paragraph.remove(picture)
        paragraph.tag, paragraph.text = "figure", None
        paragraph.set("class", "media")
        own = {} if media.sources else {"src": media.url}
        player = SubElement(paragraph, media.kind, {**own, "controls": "", "preload": "none"})
        for type_, address in media.sources:
            SubElement(player, "source", src=address, type=type_)
        if media.kind == "video":
            _set_size(player, media)
        if alt:
            player.set("aria-label", alt)
        caption = SubElement(paragraph, "figcaption")
        caption.text = f"{alt}. {self.caption(media)}. " if alt else f"{self.caption(media)}. "
        link = SubElement(caption, "a", href=media.url, download="")
        link.text = self.words.download

    def caption(self, media: MediaInfo) -> str:
        """Kind and size: "Audio, 1,2 MB"."""
        return f"{self.words.media[media.kind]}, {size_of(media.size_bytes, self.words)}"

    def callout(self, box: Element) -> None:
        """The callout's title in the language of the text."""
        kind = box.get("class", "").split()[-1]
        if len(box) and box[0].get("class") == "admonition-title":
            box[0].text = self.words.callouts[kind]

    def transcripts(self, root: Element) -> None:
        """Fold the paragraph `Transkrip: …` that follows a player, and the quotation under it."""
        for parent in list(root.iter()):
            for before, paragraph in pairwise(list(parent)):
                said = _TRANSCRIPT.match(paragraph.text or "")
                if before.tag == "figure" and paragraph.tag == "p" and said:
                    self.fold(parent, paragraph, (paragraph.text or "")[said.end() :])

    def fold(self, parent: Element, paragraph: Element, text: str) -> None:
        first = Element("p")
        first.text, first[:] = text, list(paragraph)
        paragraph.tag, paragraph.text, paragraph[:] = "details", None, []
        paragraph.set("class", "transcript")
        SubElement(paragraph, "summary").text = self.words.transcript
        if text.strip() or len(first):
            paragraph.append(first)
        following = list(parent)[list(parent).index(paragraph) + 1 :]
        if following and following[0].tag == "blockquote":
            paragraph.extend(following[0])
            parent.remove(following[0])

    def decoded(self, target: str) -> str:
        """A target as a browser would read it: entities resolved, outer spaces gone."""
        return html.unescape(self.plain(target)).strip()


def _pairs(root: Element) -> Iterator[tuple[Element, Element]]:
    """Every element with its parent, collected first, so that the tree may change meanwhile."""
    return iter([(parent, child) for parent in root.iter() for child in parent])


def _said(element: Element) -> Iterator[str]:
    """What an element says: its text and, for pictures, their description and source.

    Not the numbers of footnotes, which change when a note is added elsewhere.
    """
    for child in element.iter():
        if child.get("class") not in _LIBRARY_LINKS:
            yield child.text or ""
        yield from (child.get("alt", ""), child.get("src", ""))
        if child is not element:
            yield child.tail or ""


def _is_alone(parent: Element, child: Element) -> bool:
    blank = not (parent.text or "").strip() and not (child.tail or "").strip()
    return parent.tag == "p" and len(parent) == 1 and blank


def _set_size(element: Element, media: MediaInfo) -> None:
    if media.width and media.height:
        element.attrib.update(width=str(media.width), height=str(media.height))


def _replace_by_link(
    parent: Element, old: Element, text: str, target: str | None, *, download: bool = False
) -> None:
    """Put a link in the place of `old`; only its text where there's no target or a link around."""
    link = Element("a")
    link.text, link.tail = text, old.tail
    position = list(parent).index(old)
    parent[position] = link
    if target is None or parent.tag == "a":
        _unwrap(parent, link)
    elif download:
        link.attrib.update(href=target, download="")
    else:
        link.attrib.update(href=target, rel="noopener noreferrer")


def _unwrap(parent: Element, element: Element) -> None:
    """Replace an element by what it contains."""
    position = list(parent).index(element)
    _append_text(parent, position, element.text)
    children = list(element)
    parent[position : position + 1] = children
    _append_text(parent, position + len(children), element.tail)


def _append_text(parent: Element, position: int, text: str | None) -> None:
    """Add text before the child at `position`."""
    if not text:
        return
    if position == 0:
        parent.text = (parent.text or "") + text
    else:
        before = parent[position - 1]
        before.tail = (before.tail or "") + text
