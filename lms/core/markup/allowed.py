"""The allow-list: the only HTML that may leave the renderer. Both sanitisers ask `ok`.

Belongs here: which tags, attributes and values are harmless. Doesn't belong here: how the two
sanitisers are called. Never allowed: SVG, MathML, `style`, event handlers, and any class or id that
isn't ours, because an id like "body" or "forms" would shadow properties of the document. The MathML
of formulas is made after sanitising, from an allow-list of its own (`mathml`).
"""

from __future__ import annotations

import re

SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+", re.ASCII)
_PATH = re.compile(r"/(?![/\\])[^\s\\<>\"\x00-\x20]*")
_SITE = re.compile(r"https?://[^\s\\<>\"\x00-\x20]+", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s\\<>\"\x00-\x20]+", re.IGNORECASE)
_PHONE = re.compile(r"tel:\+?[0-9().-]{2,30}", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
_VERSION = re.compile(rf"{_PATH.pattern} [0-9]{{1,6}}w", re.ASCII)
_LANGUAGE = re.compile(r"language-[a-z0-9+#.-]{1,30}", re.ASCII)

SIZES = "(max-width: 42rem) 100vw, 38rem"
"""How wide a picture of a text is shown, for the browser that chooses among its versions: as wide as
the phone, else as the column (`--measure` in `static/tokens.css`)."""

_CLASSES = {
    "a": {"footnote-ref", "footnote-backref"},
    "details": {"transcript"},
    "div": {"admonition note", "admonition tip", "admonition warning", "footnotes"},
    "figure": {"media"},
    "p": {"admonition-title"},
}

_FIXED = {
    "align": {"left", "center", "right"},
    "controls": {"", "controls"},
    "decoding": {"async"},
    "download": {"", "download"},
    "loading": {"lazy"},
    "preload": {"none"},
    "rel": {"noopener noreferrer"},
    "role": {"doc-endnotes"},
    "sizes": {SIZES},
    "type": {"audio/ogg; codecs=opus", "audio/ogg", "audio/mpeg", "audio/mp4"},
}

_BLOCKS = (
    "audio blockquote code dd del details div dl dt em figcaption figure h2 h3 h4 h5 h6 hr img li"
    " ol p pre source strong sub summary sup table tbody td th thead tr ul video a br"
)

ATTRIBUTES: dict[str, set[str]] = {tag: set() for tag in _BLOCKS.split()} | {
    "a": {"href", "rel", "class", "download", "aria-label", "title"},
    "audio": {"controls", "preload", "src", "aria-label"},
    "blockquote": {"id"},
    "code": {"class"},
    "details": {"class", "id"},
    "div": {"class", "id", "role", "aria-label"},
    "dl": {"id"},
    "figure": {"class", "id"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading", "decoding", "title"},
    "li": {"id"},
    "ol": {"id", "start"},
    "p": {"class", "id"},
    "pre": {"id"},
    "source": {"src", "type"},
    "sup": {"id"},
    "table": {"id"},
    "td": {"align"},
    "th": {"align"},
    "ul": {"id"},
    "video": {"controls", "preload", "src", "width", "height", "aria-label"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
"""Every allowed tag, with the attributes it may carry if their values are `ok` too."""


def ok(tag: str, attribute: str, value: str) -> bool:
    """Whether `<tag attribute="value">` is harmless. `value` is decoded: no entities are left."""
    if attribute not in ATTRIBUTES.get(tag, ()):
        return False
    if attribute in _FIXED:
        return value in _FIXED[attribute]
    match attribute:
        case "href":
            return is_external(value) or is_path(value) or _is_fragment(value)
        case "src":
            return is_path(value)
        case "srcset":
            return all(_VERSION.fullmatch(version) for version in value.split(", "))
        case "id":
            return is_id(value)
        case "class":
            known = value in _CLASSES.get(tag, ())
            return known or (tag == "code" and _LANGUAGE.fullmatch(value) is not None)
        case "width" | "height" | "start":
            return _NUMBER.fullmatch(value) is not None
        case "alt" | "title" | "aria-label":
            return True
    return False


def is_id(value: str) -> bool:
    """Whether `value` has the form of our ids: small words joined by at least one hyphen."""
    return _ID.fullmatch(value) is not None


def is_path(value: str) -> bool:
    """Whether `value` is an address on this site: one slash first, never two."""
    return _PATH.fullmatch(value) is not None


def is_external(value: str) -> bool:
    """Whether `value` is an address elsewhere that a text may link to: of a site, to mail or call."""
    return is_site(value) or bool(_MAIL.fullmatch(value) or _PHONE.fullmatch(value))


def is_site(value: str) -> bool:
    """Whether `value` is an address of another site: http or https."""
    return _SITE.fullmatch(value) is not None


def _is_fragment(value: str) -> bool:
    return value.startswith("#") and is_id(value[1:])
