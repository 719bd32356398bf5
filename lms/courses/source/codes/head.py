"""Codes about front matter: the lines between `---` at the top of a file."""

from __future__ import annotations

from lms.courses.source.codes.code import Code

NO_FRONT_MATTER = Code(
    "E201",
    "The file does not begin with front matter.",
    "head",
    "# Materi {#uji}\n\nIsi.",
    "---\nid: uji\ntitle: Uji\n---\n# Materi {#materi}\n\nIsi.",
)
UNCLOSED_FRONT_MATTER = Code(
    "E202",
    "The front matter is not closed by a line `---`; the whole file is withheld.",
    "head",
    "---\nid: uji\ntitle: Uji",
    "---\nid: uji\ntitle: Uji\n---\n# Materi {#materi}\n\nIsi.",
)
NOT_KEY_VALUE = Code(
    "E203",
    "A line of front matter is neither `key: value` nor an item of a list.",
    "course",
    "summary:Merencanakan proyek",
    "summary: Merencanakan proyek",
)
DUPLICATE_KEY = Code(
    "E204",
    "A key stands twice in the front matter.",
    "course",
    "hours: 8\nhours: 9",
    "hours: 8",
    line=2,
)
UNKNOWN_KEY = Code(
    "E205",
    "A key that the format does not know; the message names the nearest one.",
    "course",
    "jam: 8",
    "hours: 8",
)
MISSING_KEY = Code(
    "E206",
    "A required key is missing or empty.",
    "head",
    "---\nid: uji\n---\n# Materi {#materi}\n\nIsi.",
    "---\nid: uji\ntitle: Uji\n---\n# Materi {#materi}\n\nIsi.",
)
BAD_VALUE = Code(
    "E207",
    "The value of a key has the wrong form or lies outside its range.",
    "course",
    "hours: delapan",
    "hours: 8",
)
BAD_HEAD_ID = Code(
    "E208",
    "The id of a course, module or bank is not made of a–z, 0–9 and single hyphens, at most 64.",
    "course",
    "id: Manajemen_Proyek",
    "id: manajemen-proyek",
)
DUPLICATE_OUTCOME = Code(
    "E209",
    "Two outcomes have the same key.",
    "course",
    "outcomes:\n  - peran: Memetakan peran\n  - peran: Menghitung deviasi",
    "outcomes:\n  - peran: Memetakan peran\n  - deviasi: Menghitung deviasi",
    line=3,
)
UNKNOWN_FORMAT = Code(
    "E210",
    "The version of the format is unknown.",
    "course",
    "format: 2",
    "format: 1",
)
DUPLICATE_MODULE_ID = Code(
    "E211",
    "Two modules, or two banks, have the same id.",
    "head",
    "---\ntitle: Uji\nid: tetap\n---\n# Materi {#materi}\n\nIsi.",
    "---\ntitle: Uji\nid: uji\n---\n# Materi {#materi}\n\nIsi.",
    line=3,
)
MODULE_WITHOUT_ID = Code(
    "W212",
    "A module or bank has no id; one is proposed from its file name.",
    "head",
    "---\ntitle: Uji\n---\n# Materi {#materi}\n\nIsi.",
    "---\ntitle: Uji\nid: uji\n---\n# Materi {#materi}\n\nIsi.",
)
TOO_MANY_LESSONS = Code(
    "E213",
    "`complete` asks for more lessons than the course has: nobody could finish it.",
    "course",
    "complete: {lessons: 9}",
    "complete: {lessons: 1}",
)
PREREQUISITE_MISSING = Code(
    "E214",
    "A course named in `requires` does not exist.",
    "course",
    "requires: [tidak-ada]",
    "requires: [pelayanan-publik]",
)
PREREQUISITE_CIRCULAR = Code(
    "E215",
    "Courses require each other in a circle.",
    "course",
    "requires: [uji]",
    "requires: [pelayanan-publik]",
)
SCORE_WITHOUT_QUIZ = Code(
    "W216",
    "`complete` asks for a score, but no quiz or assignment counts.",
    "course",
    "complete: {lessons: all, score: 70}",
    "complete: {lessons: all}",
)
HEADING_IN_INTRODUCTION = Code(
    "E217",
    "The introduction in course.md has a heading `#` or `##`; activities belong to modules.",
    "introduction",
    "# Untuk siapa",
    "### Untuk siapa",
)

ALL = (
    NO_FRONT_MATTER,
    UNCLOSED_FRONT_MATTER,
    NOT_KEY_VALUE,
    DUPLICATE_KEY,
    UNKNOWN_KEY,
    MISSING_KEY,
    BAD_VALUE,
    BAD_HEAD_ID,
    DUPLICATE_OUTCOME,
    UNKNOWN_FORMAT,
    DUPLICATE_MODULE_ID,
    MODULE_WITHOUT_ID,
    TOO_MANY_LESSONS,
    PREREQUISITE_MISSING,
    PREREQUISITE_CIRCULAR,
    SCORE_WITHOUT_QUIZ,
    HEADING_IN_INTRODUCTION,
)
