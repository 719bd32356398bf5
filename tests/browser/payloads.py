"""Texts that would run a script if anything let them: made of tags, handlers, encodings, contexts.

Each calls `__fired(<number>)`, so that a browser says which of them ran. Some are `live`: they do
run where nothing is sanitised, which proves that their running would be seen.

What does not belong here: the pages that are attacked, and the browser (`test_xss`).
"""

from __future__ import annotations

import html
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from urllib.parse import quote

SEED = 20261124


@dataclass(frozen=True)
class Payload:
    """A text, and the number that it reports when it runs."""

    number: int
    text: str
    live: bool = False
    """Whether it runs as raw HTML, alone in an element, in a browser that nothing protects."""

    @property
    def line(self) -> str:
        """The same where only one line is typed."""
        return " ".join(self.text.split())


_CALLS: tuple[str, ...] = (
    "__fired({n})",
    "window.__fired({n})",
    "self['__fired']({n})",
    "top.__fired({n})",
    "(0,__fired)({n})",
    "__fired`{n}`",
    "eval('__fired({n})')",
    "Function('__fired({n})')()",
    "[{n}].map(__fired)",
    "\\u005f_fired({n})",
    "globalThis['__'+'fired']({n})",
    "setTimeout('__fired({n})')",
    "alert({n})",
    "confirm({n})",
    "prompt({n})",
)

# `…` is where the call goes. All of these run by themselves, or when their handler is set off.
_HANDLERS: tuple[str, ...] = (
    '<img src=x onerror="…">',
    '<img src="/tidak-ada.png" alt=a onerror="…">',
    '<image src=x onerror="…">',
    '<svg onload="…"></svg>',
    '<svg><image href=x onerror="…"></image></svg>',
    '<svg><animate attributeName=x dur=1s onbegin="…"></animate></svg>',
    '<video src=x onerror="…"></video>',
    '<audio src=x onerror="…"></audio>',
    '<video><source src=x onerror="…"></video>',
    '<details open ontoggle="…">x</details>',
    '<input autofocus onfocus="…">',
    '<select autofocus onfocus="…"></select>',
    '<textarea autofocus onfocus="…"></textarea>',
    '<button autofocus onfocus="…">x</button>',
    '<a href=# onclick="…">x</a>',
    '<p onmouseover="…">x</p>',
    '<b onpointerover="…">x</b>',
    '<div onclick="…" style="position:fixed;inset:0">x</div>',
    '<x onanimationstart="…">x</x>',
    '<x contenteditable oninput="…">x</x>',
    '<x tabindex=1 onfocusin="…">x</x>',
    '<table><tr><td onmouseenter="…">x</td></tr></table>',
    '<iframe onload="…"></iframe>',
    '<object data=x onerror="…"></object>',
    '<embed src=x onload="…">',
    '<style onload="…">a{}</style>',
    '<link rel=stylesheet href=x onerror="…">',
    '<body onload="…">',
    '<math><mi onclick="…">x</mi></math>',
    '<form onsubmit="…"><input type=submit></form>',
)
_ADDRESSED: tuple[str, ...] = (
    '<a href="…">x</a>',
    '<area href="…">',
    '<form action="…"><input type=submit></form>',
    '<form><button formaction="…">x</button></form>',
    '<iframe src="…"></iframe>',
    '<object data="…"></object>',
    '<embed src="…">',
    '<svg><a xlink:href="…"><text>x</text></a></svg>',
    '<math><a href="…"><mi>x</mi></a></math>',
    '<math href="…"><mi>x</mi></math>',
    '<base href="…">',
    '<meta http-equiv=refresh content="0;url=…">',
    '<img src="…">',
    '<link rel=import href="…">',
)
_SCRIPTS: tuple[str, ...] = (
    "<script>…</script>",
    "<SCRIPT>…</SCRIPT>",
    "<script\n>…</script\n>",
    "<script/x>…</script>",
    '<script src="data:text/javascript,…"></script>',
    "<svg><script>…</script></svg>",
    "<iframe srcdoc='<script>…</script>'></iframe>",
    "<template><script>…</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=…>'></noscript>",
    "<title><img src=x onerror=…></title>",
    "<textarea></textarea><script>…</script>",
    "<!--><img src=x onerror=…>-->",
    "<!-- --!><img src=x onerror=…> -->",
    "<![CDATA[<script>…</script>]]>",
    "<?php <script>…</script> ?>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src onerror=…>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=…>",
    "<math><mi><mglyph><svg><mtext><style><img src=x onerror=…></style></svg></math>",
    "<svg><style><img src=x onerror=…></style></svg>",
    "<svg></p><style><g title='</style><img src=x onerror=…>'>",
    "<select><style></select><img src=x onerror=…></style>",
    "<scr<script>ipt>…</scr</script>ipt>",
    "<<script>…//<</script>",
    "<xmp><p title='</xmp><img src=x onerror=…>'></xmp>",
)


def _mixed(text: str) -> str:
    return "".join(c.upper() if i % 2 else c for i, c in enumerate(text))


def _entities(text: str) -> str:
    return "".join(f"&#{ord(c)};" for c in text)


def _hex_entities(text: str) -> str:
    return "".join(f"&#x{ord(c):06X};" for c in text)


def _percent(text: str) -> str:
    return "".join(f"%{ord(c):02x}" for c in text)


_SCHEMES: tuple[Callable[[str], str], ...] = (
    lambda call: f"javascript:{call}",
    lambda call: f"JaVaScRiPt:{call}",
    lambda call: f" javascript:{call}",
    lambda call: f"java\tscript:{call}",
    lambda call: f"java&Tab;script:{call}",
    lambda call: f"java&NewLine;script&colon;{call}",
    lambda call: f"&#106;avascript&#58;{call}",
    lambda call: _entities("javascript:") + call,
    lambda call: _hex_entities("javascript:") + call,
    lambda call: f"javascript:{_percent(call)}",
    lambda call: f"javascript://x.example/%0a{call}",
    lambda call: f"\x01javascript:{call}",
    lambda call: f"javascript&#0000058{call}",
    lambda call: f"java\\script:{call}",
    lambda call: f"vbscript:{call}",
    lambda call: f"data:text/html,<script>top.{call}</script>",
    lambda call: (
        f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='top.{call}'/>"
    ),
    lambda call: f"view-source:javascript:{call}",
    lambda call: f"https://x.example/' onmouseover='{call}",
    lambda call: f'https://x.example/" onmouseover="{call}',
    lambda call: f"//x.example/?{call}",
    lambda call: f"tel:1;javascript:{call}",
)

_DISGUISES: tuple[Callable[[str], str], ...] = (
    html.escape,
    lambda tag: html.escape(html.escape(tag)),
    lambda tag: _entities(tag),
    lambda tag: _hex_entities(tag),
    lambda tag: tag.replace("<", "&lt").replace(">", "&gt"),
    lambda tag: tag.replace("<", "\\<").replace(">", "\\>"),
    lambda tag: tag.replace("<", "\\u003c").replace(">", "\\u003e"),
    lambda tag: quote(tag),
    lambda tag: tag.replace("<", "＜").replace(">", "＞"),
    lambda tag: tag.replace("<", "<\u200b"),
    lambda tag: tag.replace(" ", "/"),
    lambda tag: tag.replace(" ", "\n"),
    lambda tag: tag.replace(" ", "\f"),
    lambda tag: tag.replace('"', "'"),
    lambda tag: tag.replace('"', "`"),
    lambda tag: tag.replace('"', ""),
    lambda tag: tag.replace(">", " "),
    lambda tag: f'">{tag}',
    lambda tag: f"'>{tag}",
    lambda tag: f"--></style></title></textarea></script>{tag}",
    lambda tag: f"]]>{tag}",
    lambda tag: f"{tag}<!--",
    _mixed,
)

# Places of Markdown and of the course format that a tag is put into.
_AROUND_A_TAG: tuple[str, ...] = (
    "…",
    "*…* **…** ~~…~~",
    "[…](https://x.example)",
    "[x](https://x.example '…')",
    '[x](https://x.example "…")',
    "[x](<…>)",
    "[x][…]\n\n[…]: https://x.example",
    "[x]\n\n[x]: https://x.example '…'",
    "![…](media/peta.png)",
    "![x](media/peta.png '…')",
    "![x](…)",
    "![…](https://x.example/a.png)",
    "<…>",
    "`…` ``…``",
    "```…\nx\n```",
    "~~~ html …\n…\n~~~",
    "    …",
    "| … | b |\n|---|---|\n| … | c |",
    "x[^…]\n\n[^…]: y",
    "x[^1]\n\n[^1]: …",
    "> […]\n> x",
    "> [!NOTE] …\n> x",
    "> [!NOTE]\n> …",
    "### … {#a-b …}",
    "### x {: …}",
    "x\n{: …}",
    "…\n:   …",
    "- …\n  - …",
    "1. …",
    "> …",
    "$…$",
    "$\\text{…}$",
    "$\\operatorname{…}$ $\\mbox{…} \\verb|…|$",
    "$\\class{…}{x}$ $\\style{…}{x}$ $\\href{…}{x}$",
    "$$\n\\text{…}\n$$",
    "$$…$$",
    "`a`$\\text{…}$",
    "![$\\text{…}$](media/peta.png)",
    "[$\\text{…}$](https://x.example '$\\text{…}$')",
    "![x](media/suara.mp3)\n\nTranskrip: …",
    "![…](media/suara.mp3)\n\nTranskrip:\n\n> …",
    "<!-- … -->",
    "[[…]] \ue000…\ue001 \x02…\x03",
    "&lt;script&gt;… </p>…",
    "\\…",
)
_AROUND_AN_ADDRESS: tuple[str, ...] = (
    "[x](…)",
    "[x](<…>)",
    "[x]( … 'judul')",
    "<…>",
    "[x]\n\n[x]: …",
    "[x][y]\n\n[y]: <…>",
    "![x](…)",
    "[![x](…)](…)",
    "…",
    "| [x](…) | b |\n|---|---|",
    "x[^1]\n\n[^1]: [x](…)",
    "$\\href{…}{x}$",
    "$\\text{[x](…)}$ [$x$](…)",
    "- [x](…)",
    "> [!TIP]\n> [x](…)",
)


def payloads() -> list[Payload]:
    """All of them, always the same, each text once; the live ones first."""
    chance = random.Random(SEED)
    numbers = count(1000)
    found: dict[str, Payload] = {}
    for one in (*_live(numbers), *_tags(numbers, chance), *_addresses(numbers, chance)):
        found.setdefault(one.text, one)
    return list(found.values())


def _live(numbers: Iterator[int]) -> Iterator[Payload]:
    """What runs without a doubt: a plain handler or scheme."""
    for handler in _HANDLERS[:22]:
        for call in islice(_CALLS, 0, 12, 4):
            number = next(numbers)
            yield Payload(number, handler.replace("…", call.format(n=number)), live=True)
    for scheme in _SCHEMES[:10]:
        number = next(numbers)
        address = scheme(_CALLS[0].format(n=number))
        yield Payload(number, _ADDRESSED[0].replace("…", address), live=True)


def _tags(numbers: Iterator[int], chance: random.Random) -> Iterator[Payload]:
    """Every tag in several disguises; every place with several tags."""
    tags = [*_HANDLERS, *_SCRIPTS]
    for tag in tags:
        for disguise in chance.sample(_DISGUISES, 5):
            number = next(numbers)
            yield Payload(number, disguise(tag.replace("…", _call(number, chance))))
    for place in _AROUND_A_TAG:
        for tag in chance.sample(tags, 11):
            number = next(numbers)
            yield Payload(number, place.replace("…", tag.replace("…", _call(number, chance))))


def _addresses(numbers: Iterator[int], chance: random.Random) -> Iterator[Payload]:
    """Several schemes in every place for an address, in Markdown and in tags."""
    for place in (*_AROUND_AN_ADDRESS, *_ADDRESSED):
        for scheme in chance.sample(_SCHEMES, 9):
            number = next(numbers)
            yield Payload(number, place.replace("…", scheme(_call(number, chance))))


def _call(number: int, chance: random.Random) -> str:
    return chance.choice(_CALLS).format(n=number)
