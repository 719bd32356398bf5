"""What changed between two compiled texts, shown inside the text itself: `<ins>` and `<del>`.

Blocks are compared first, then the words of those that are alike. Taking every deletion out of the
result, and the marks of every insertion, gives the newer text; the other way round the older. Tags
always stay balanced and nested as HTML wants them.

What does not belong here: what else changed in a course (changes), how it looks (templates).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lms.authoring.rules.markup_tree import (
    FRAMES,
    Element,
    Node,
    Word,
    parsed,
    quotable,
    start_tag,
    written,
)

NEW, GONE = "diff-new", "diff-gone"
"""Classes of what came and of what went; the second also on elements that may not stand in
`<del>`."""

MOST_EDITS = 400
"""Of one run of nodes. Beyond, the run is shown as replaced: quicker to compute, easier to read."""

MOST_LOOKED_AT = 12
"""How many elements further on a changed one is looked for."""

ALIKE = 0.4
"""Two elements are the same one, changed, when they share at least this part of their words."""

_STRUCTURE = frozenset(
    {"li", "tr", "td", "th", "dt", "dd", "thead", "tbody", "summary", "figcaption"}
)
"""What may stand only directly in its own parent, so that no `<del>` comes between."""
_WHOLE = frozenset({"math", "audio", "video", "figure", "pre"})
"""What is shown as it was and as it is, never mixed: half a formula says nothing."""


@dataclass(frozen=True, slots=True)
class _Mark:
    tag: str
    name: str


_NEW, _GONE = _Mark("ins", NEW), _Mark("del", GONE)


def marked(old: str, new: str, *, deeper: int = 0) -> str:
    """The newer text with what came and went marked; headings are put `deeper` levels down. Ids are
    left out, for text that went would bear the same as what came."""
    before, after = (quotable(parsed(html), deeper=deeper) for html in (old, new))
    return "".join(_compared(before, after))


def _compared(old: Sequence[Node], new: Sequence[Node]) -> Iterator[str]:
    start, finish = 0, 0
    for i, j in [*matches(old, new), (len(old), len(new))]:
        yield from _changed(old[start:i], new[finish:j])
        if i < len(old):
            yield old[i].html
        start, finish = i + 1, j + 1


def _changed(old: Sequence[Node], new: Sequence[Node]) -> Iterator[str]:
    """A run without a node in common, in which elements that are alike are looked into."""
    start, finish = 0, 0
    for i, j in _alike(old, new):
        yield from _all(old[start:i], _GONE)
        yield from _all(new[finish:j], _NEW)
        yield from _inside(old[i], new[j])
        start, finish = i + 1, j + 1
    yield from _all(old[start:], _GONE)
    yield from _all(new[finish:], _NEW)


def _inside(old: Node, new: Node) -> Iterator[str]:
    assert isinstance(old, Element)
    assert isinstance(new, Element)
    yield new.start
    yield from _compared(old.children, new.children)
    yield new.end


def _all(nodes: Iterable[Node], mark: _Mark) -> Iterator[str]:
    """Mark each of the nodes; neighbours that may share a mark do."""
    together: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and node.tag in _STRUCTURE:
            yield from _wrapped(together, mark)
            yield from _marked_itself(node, mark)
        else:
            together.append(node)
    yield from _wrapped(together, mark)


def _wrapped(nodes: list[Node], mark: _Mark) -> Iterator[str]:
    if nodes:
        html = written(nodes)
        nodes.clear()
        yield f'<{mark.tag} class="{mark.name}">{html}</{mark.tag}>'


def _marked_itself(node: Element, mark: _Mark) -> Iterator[str]:
    """An element that can't be wrapped: the class says it, and its content is marked, so that it
    is seen and heard as well."""
    classes = " ".join(
        [value for name, value in node.attributes if name == "class" and value] + [mark.name]
    )
    others = tuple((name, value) for name, value in node.attributes if name != "class")
    yield start_tag(node.tag, (*others, ("class", classes)))
    if node.tag in FRAMES:
        for child in node.children:
            if isinstance(child, Element):
                yield from _marked_itself(child, mark)
            else:
                yield child.html
    else:
        yield from _all(node.children, mark)
    yield node.end


def _alike(old: Sequence[Node], new: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Pairs of elements to look into, in order: each with the first after the last one's partner
    that is the same tag and has enough of its words."""
    free = [j for j, node in enumerate(new) if isinstance(node, Element)]
    for i, before in enumerate(old):
        for number, j in enumerate(free[:MOST_LOOKED_AT]):
            if _is_changed(before, new[j]):
                yield i, j
                del free[: number + 1]
                break


def _is_changed(old: Node, new: Node) -> bool:
    if isinstance(old, Word) or isinstance(new, Word):
        return False
    if (old.tag, old.attributes) != (new.tag, new.attributes) or old.tag in _WHOLE:
        return False
    if old.tag in FRAMES and not (_is_pure(old) and _is_pure(new)):
        return False
    total = old.words.total() + new.words.total()
    return total == 0 or 2 * (old.words & new.words).total() >= ALIKE * total


def _is_pure(node: Element) -> bool:
    """Whether a list or a table holds what it should, and no words between."""
    return all(isinstance(one, Element) and one.tag in _STRUCTURE for one in node.children)


def matches(old: Sequence[Node], new: Sequence[Node]) -> list[tuple[int, int]]:
    """Places of the nodes that stay, in order: a longest common subsequence, where it is found
    within `MOST_EDITS`; else only what both begin and end with."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle = _shortest(old[start : len(old) - end], new[start : len(new) - end])
    return [
        *((i, i) for i in range(start)),
        *((i + start, j + start) for i, j in middle),
        *((len(old) - n, len(new) - n) for n in range(end, 0, -1)),
    ]


def _common(old: Sequence[Node], new: Sequence[Node]) -> int:
    """How many nodes both begin with."""
    for number, (before, after) in enumerate(zip(old, new, strict=False)):
        if before != after:
            return number
    return min(len(old), len(new))


def _shortest(old: Sequence[Node], new: Sequence[Node]) -> list[tuple[int, int]]:
    """Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986), given up beyond `MOST_EDITS`."""
    if not old or not new:
        return []
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(len(old) + len(new), MOST_EDITS) + 1):
        trace.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            x = _step(furthest, diagonal, edits)
            while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            if x >= len(old) and x - diagonal >= len(new):
                return _walked_back(trace, len(old), len(new))
    return []


def _step(furthest: dict[int, int], diagonal: int, edits: int) -> int:
    below, above = furthest.get(diagonal + 1, -1), furthest.get(diagonal - 1, -1)
    if diagonal == -edits or (diagonal != edits and above < below):
        return below
    return above + 1


def _walked_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    found = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[edits], x - y
        goes_down = diagonal == -edits or (
            diagonal != edits and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
        )
        before = diagonal + 1 if goes_down else diagonal - 1
        start = furthest.get(before, 0)
        while x > max(start, 0) and y > max(start - before, 0):
            x, y = x - 1, y - 1
            found.append((x, y))
        x, y = start, start - before
    return found[::-1]
