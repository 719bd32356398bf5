"""The texts that code and templates have, and the English catalogue that must hold them all.

`python -m tests.tools.catalogue` (that is `make translations`) brings the catalogue up to date: new
texts come in untranslated, those that are gone leave.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

HEADER = r"""# Texts in English; the message ids are the Indonesian texts themselves.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "lms/translations/en/LC_MESSAGES/messages.po"

KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "N_": None,
    # What an action refuses with is shown by the page, in the reader's language.
    "Conflict": (1,),
    "Forbidden": (1,),
    "Invalid": (2,),
}


def extracted() -> Catalog:
    """Every text of code and templates, without translations."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    catalogue = Catalog(charset="utf-8")
    found = extract_from_dir(str(ROOT / "lms"), methods, options, keywords=KEYWORDS)
    for _file, _line, message, comments, context in found:
        catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def english() -> Catalog:
    """The English catalogue as it is kept."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def main() -> None:
    """Bring the English catalogue up to date."""
    catalogue = english()
    catalogue.update(extracted(), no_fuzzy_matching=True)
    save(catalogue)
    missing = sum(1 for message in catalogue if message.id and not _is_whole(message))
    print(f"{len(catalogue)} texts, {missing} without English")


def save(catalogue: Catalog) -> None:
    """Keep the English catalogue, sorted, under a header that no date changes."""
    with ENGLISH.open("wb") as file:
        file.write(HEADER.encode())
        write_po(
            file, catalogue, sort_output=True, ignore_obsolete=True, omit_header=True, width=100
        )


def strings(message: Message) -> tuple[str, ...]:
    """A message's translations: one, or one for each plural form."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ("",))


def _is_whole(message: Message) -> bool:
    return all(strings(message))


if __name__ == "__main__":
    main()
