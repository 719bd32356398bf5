"""Codes about the structure of a module: headings, fences, comments, references and limits."""

from __future__ import annotations

from lms.courses.source.codes.code import Code

TEXT_BEFORE_HEADING = Code(
    "E301",
    "Text stands before the first heading of a module or bank, so it belongs to nothing.",
    "module",
    "Selamat datang.\n\n# Materi {#materi}\n\nIsi.",
    "# Materi {#materi}\n\nSelamat datang.",
)
HEADING_WITHOUT_SPACE = Code(
    "E302",
    "The signs `#` of a heading are not followed by a space.",
    "lesson",
    "###Langkah",
    "### Langkah",
)
UNDERLINED_HEADING = Code(
    "E303",
    "A heading is underlined with `===` or `---`; only `#` makes a heading here.",
    "lesson",
    "Langkah\n-------",
    "### Langkah",
    line=2,
)
INDENTED_HEADING = Code(
    "E304",
    "A heading is indented; it has to begin in the first column.",
    "lesson",
    "  ### Langkah",
    "### Langkah",
)
UNCLOSED_FENCE = Code(
    "E305",
    "A fence of backticks or tildes is not closed; the rest of the file is withheld.",
    "lesson",
    "```\ndeviasi = rencana - realisasi",
    "```\ndeviasi = rencana - realisasi\n```",
)
UNCLOSED_COMMENT = Code(
    "E306",
    "A comment `<!--` is not closed; the rest of the file is withheld.",
    "lesson",
    "<!-- periksa lagi",
    "Periksa lagi.",
)
COMMENT_DROPPED = Code(
    "W307",
    "A comment is dropped: nobody will ever see it on the platform.",
    "lesson",
    "Isi. <!-- periksa lagi -->",
    "Isi.",
)
INDENTED_CODE = Code(
    "W308",
    "Text indented by four columns looks like code; code needs a fence.",
    "lesson",
    "Hitung:\n\n    deviasi = 12",
    "Hitung:\n\n```\ndeviasi = 12\n```",
    line=3,
)
SKIPPED_LEVEL = Code(
    "W309",
    "A heading skips a level, which confuses readers who listen.",
    "lesson",
    "#### Langkah",
    "### Langkah\n\n#### Langkah pertama",
)
QUESTION_OUTSIDE_QUIZ = Code(
    "E310",
    "A heading `##` stands in a lesson or assignment; it begins a question and belongs to a quiz.",
    "lesson",
    "## Langkah",
    "### Langkah",
)
EMPTY_HEADING = Code(
    "E311",
    "A heading has no text.",
    "module",
    "# {#materi}\n\nIsi.",
    "# Materi {#materi}\n\nIsi.",
)
EMPTY_LESSON = Code(
    "W312",
    "A lesson has no text.",
    "module",
    "# Materi {#materi}",
    "# Materi {#materi}\n\nIsi.",
)
EMPTY_MODULE = Code(
    "W313",
    "A module has no activity.",
    "head",
    "---\nid: uji\ntitle: Uji\n---",
    "---\nid: uji\ntitle: Uji\n---\n# Materi {#materi}\n\nIsi.",
)
OPTIONS_IN_LESSON = Code(
    "W314",
    "Options of a question stand in a lesson, where everybody sees the right one.",
    "lesson",
    "- (x) PA/KPA\n- ( ) Penyedia",
    "- PA/KPA\n- Penyedia",
)
UNKNOWN_FOOTNOTE = Code(
    "W315",
    "A footnote is used that the module does not define.",
    "lesson",
    "Batasnya sepuluh persen.[^batas]",
    "Batasnya sepuluh persen.[^batas]\n\n[^batas]: Periksa SSUK kontrak.",
)
DUPLICATE_DEFINITION = Code(
    "W316",
    "A footnote or link reference is defined twice in a module; the first one counts.",
    "lesson",
    "Isi.[^a]\n\n[^a]: Satu.\n[^a]: Dua.",
    "Isi.[^a]\n\n[^a]: Satu.",
    line=4,
)
TOO_DEEP = Code(
    "E317",
    "Lists and quotes may be nested 20 deep.",
    "lesson",
    "> " * 21 + "Isi",
    "> " * 20 + "Isi",
)
LONG_PARAGRAPH = Code(
    "E318",
    "A paragraph may have 64 KB.",
    "lesson",
    "kata " * 13108,
    "kata " * 100,
)
TOO_MANY_BRACKETS = Code(
    "E319",
    "A paragraph may have 500 opening brackets `[`.",
    "lesson",
    "[" * 501,
    "[" * 500,
)
TOO_MANY_COLUMNS = Code(
    "E320",
    "A table may have 200 columns.",
    "lesson",
    "|-" * 201 + "|",
    "|-" * 200 + "|",
)
UNKNOWN_CALLOUT = Code(
    "W321",
    "A callout is none of `[!NOTE]`, `[!TIP]` and `[!WARNING]`; it is shown as a quote.",
    "lesson",
    "> [!PENTING]\n> Periksa syarat kontrak.",
    "> [!WARNING]\n> Periksa syarat kontrak.",
)

ALL = (
    TEXT_BEFORE_HEADING,
    HEADING_WITHOUT_SPACE,
    UNDERLINED_HEADING,
    INDENTED_HEADING,
    UNCLOSED_FENCE,
    UNCLOSED_COMMENT,
    COMMENT_DROPPED,
    INDENTED_CODE,
    SKIPPED_LEVEL,
    QUESTION_OUTSIDE_QUIZ,
    EMPTY_HEADING,
    EMPTY_LESSON,
    EMPTY_MODULE,
    OPTIONS_IN_LESSON,
    UNKNOWN_FOOTNOTE,
    DUPLICATE_DEFINITION,
    TOO_DEEP,
    LONG_PARAGRAPH,
    TOO_MANY_BRACKETS,
    TOO_MANY_COLUMNS,
    UNKNOWN_CALLOUT,
)
