"""The stylesheets keep what they promise: readable colours, one home for values, little weight.

Contrast and luminance are WCAG 2.2's definitions. How pages are built belongs in other files.
"""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

import lms.web

WEB = Path(lms.web.__file__).parent
TOKENS = (WEB / "static/tokens.css").read_text()
APP = (WEB / "static/app.css").read_text()
BASE = (WEB / "templates/base.html").read_text()

DARK_DEVICE, DARK_CHOSEN = (
    "screen and (prefers-color-scheme: dark)",
    "screen {\n  [data-look~=dark]",
)

TINTS = ("success-tint", "danger-tint", "warning-tint", "info-tint")
GROUNDS = ("paper", "surface", "sunk")
STATES = ("success", "danger", "warning", "info")

WORDS = [
    *(("ink", ground) for ground in (*GROUNDS, *TINTS)),
    *(("ink-soft", ground) for ground in GROUNDS),
    *(("link", ground) for ground in (*GROUNDS, *TINTS)),
    *((state, ground) for state in STATES for ground in (*GROUNDS, f"{state}-tint")),
    ("on-primary", "primary"),
    ("on-primary", "primary-deep"),
    ("on-danger", "danger"),
    ("on-header", "header"),
    ("on-thread", "thread"),
]
SHAPES = [
    *(("line-strong", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in GROUNDS),
    ("gold", "surface"),
    ("thread", "header"),
]


def declarations(css: str) -> dict[str, str]:
    """The custom colours declared in a piece of CSS."""
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", css))


def scheme(name: str) -> dict[str, str]:
    """All colours of the light, dark or print scheme."""
    media = {"dark": DARK_DEVICE, "print": "print"}
    light = declarations(TOKENS.split("@media")[0])
    if name == "light":
        return light
    return light | declarations(block(media[name]))


def block(media: str) -> str:
    """The rules for some media."""
    return next(part for part in TOKENS.split("@media ") if part.startswith(media))


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, of `#rrggbb`."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_faint(colours: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    """The pairs that fall short, with their ratio."""
    ratios = ((pair, contrast(colours[pair[0]], colours[pair[1]])) for pair in pairs)
    return [f"{fore} on {ground}: {ratio:.2f}" for (fore, ground), ratio in ratios if ratio < least]


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_words_are_readable(name: str) -> None:
    assert too_faint(scheme(name), WORDS, 4.5) == []


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_bars_frames_and_focus_can_be_seen(name: str) -> None:
    assert too_faint(scheme(name), SHAPES, 3.0) == []


def test_focus_shows_on_the_header() -> None:
    assert "--focus: var(--on-header)" in APP


def test_dark_and_light_name_the_same_colours() -> None:
    assert set(scheme("light")) - set(declarations(block(DARK_DEVICE))) == {"on-thread"}


def test_dark_is_the_same_whoever_chose_it() -> None:
    assert declarations(block(DARK_CHOSEN)) == declarations(block(DARK_DEVICE))


def test_nothing_moves_for_whom_movement_is_too_much() -> None:
    moving = re.compile(r"(?<![-\w])(?:transition|animation|scroll-behavior)[-\w]*\s*:")
    quiet = re.compile(r"@media \(prefers-reduced-motion: no-preference\) \{.*?\n\}", re.DOTALL)
    for file in (WEB / "static").glob("*.css"):
        assert not moving.search(quiet.sub("", file.read_text())), file.name


def test_gold_is_never_used_for_words() -> None:
    assert not re.search(r"(?<![-\w])color:\s*var\(--(gold|thread)\)", APP)


def test_colours_have_one_home() -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(", APP) == []


def test_every_value_used_is_defined() -> None:
    used = set(re.findall(r"var\(--([\w-]+)", APP))
    defined = set(re.findall(r"--([\w-]+):", TOKENS + APP))
    assert used - defined == set()


def test_the_browsers_own_frame_wears_the_headers_colour() -> None:
    expected = [scheme("light")["header"], scheme("dark")["header"]]
    assert re.findall(r'name="theme-color" content="(#[0-9a-f]{6})"', BASE) == expected


def test_pages_weigh_little() -> None:
    def weight(*names: str) -> int:
        return len(brotli.compress(b"".join((WEB / "static" / n).read_bytes() for n in names)))

    assert weight("tokens.css", "app.css") <= 7.5 * 1024
    assert weight("app.js") <= 3 * 1024


def test_every_icon_named_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (WEB / "static/icons.svg").read_text()))
    templates = "".join(file.read_text() for file in (WEB / "templates").rglob("*.html"))
    named = set(re.findall(r'icon\("([\w-]+)"\)', templates))
    assert named <= drawn
