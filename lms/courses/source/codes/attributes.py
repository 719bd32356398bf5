"""Codes about the braces of a heading: `{#id .class flag key=value}`."""

from __future__ import annotations

from lms.courses.source.codes.code import Code

BROKEN_BRACES = Code(
    "E401",
    "The braces of a heading are not closed, not at the end, or not preceded by a space.",
    "module",
    "# Kuis {#kuis .quiz\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
    "# Kuis {#kuis .quiz}\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
)
BAD_TOKEN = Code(
    "E402",
    "Something in the braces is neither `#id`, `.class`, `flag` nor `key=value`.",
    "module",
    "# Materi {#materi =10}\n\nIsi.",
    "# Materi {#materi minutes=10}\n\nIsi.",
)
UNKNOWN_ATTRIBUTE = Code(
    "E403",
    "An attribute that the format does not know; the message names the nearest one.",
    "module",
    "# Materi {#materi menit=10}\n\nIsi.",
    "# Materi {#materi minutes=10}\n\nIsi.",
)
ATTRIBUTE_NOT_HERE = Code(
    "E404",
    "An attribute that belongs to another kind of heading.",
    "module",
    "# Materi {#materi pass=70}\n\nIsi.",
    "# Materi {#materi optional}\n\nIsi.",
)
DUPLICATE_ATTRIBUTE = Code(
    "E405",
    "An attribute or an id stands twice in the braces.",
    "module",
    "# Materi {#materi minutes=5 minutes=6}\n\nIsi.",
    "# Materi {#materi minutes=5}\n\nIsi.",
)
BAD_ATTRIBUTE_VALUE = Code(
    "E406",
    "The value of an attribute has the wrong form or lies outside its range.",
    "module",
    "# Materi {#materi minutes=lama}\n\nIsi.",
    "# Materi {#materi minutes=10}\n\nIsi.",
)
UNKNOWN_CLASS = Code(
    "E407",
    "A class that the format does not know; what stands below it is withheld.",
    "module",
    "# Kuis {#kuis .kuis}\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
    "# Kuis {#kuis .quiz}\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
)
TWO_CLASSES = Code(
    "E408",
    "An activity has two classes, but it can be of one kind only.",
    "module",
    "# Kuis {#kuis .quiz .practice}\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
    "# Kuis {#kuis .practice}\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
)
BAD_ID = Code(
    "E409",
    "An id is not made of a–z, 0–9 and single hyphens, or is longer than 64.",
    "module",
    "# Materi {#Materi_1}\n\nIsi.",
    "# Materi {#materi-1}\n\nIsi.",
)
DUPLICATE_ID = Code(
    "E410",
    "Two activities, questions or rubrics of the course have the same id.",
    "module",
    "# Satu {#sama}\n\nIsi.\n\n# Dua {#sama}\n\nIsi.",
    "# Satu {#satu}\n\nIsi.\n\n# Dua {#dua}\n\nIsi.",
    line=5,
)
MISSING_ID = Code(
    "W411",
    "An activity, question or rubric has no id; one is proposed from its title.",
    "module",
    "# Siklus proyek\n\nIsi.",
    "# Siklus proyek {#siklus-proyek}\n\nIsi.",
)
LITERAL_BRACES = Code(
    "W412",
    "Braces that begin with neither `#` nor `.` are shown as text.",
    "module",
    "# Materi {minutes=10} {#materi}\n\nIsi.",
    "# Materi {#materi minutes=10}\n\nIsi.",
)
BRACES_ON_SUBHEADING = Code(
    "E413",
    "Only `#` and `##` take attributes.",
    "lesson",
    "### Langkah {#langkah}",
    "### Langkah",
)
REVIEW_AFTER_CLOSE = Code(
    "W414",
    "`review=after-close` means `after-submit` until those who run the course set a closing date.",
    "module",
    "# Kuis {#kuis .quiz review=after-close}\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
    "# Kuis {#kuis .quiz review=after-submit}\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
)

ALL = (
    BROKEN_BRACES,
    BAD_TOKEN,
    UNKNOWN_ATTRIBUTE,
    ATTRIBUTE_NOT_HERE,
    DUPLICATE_ATTRIBUTE,
    BAD_ATTRIBUTE_VALUE,
    UNKNOWN_CLASS,
    TWO_CLASSES,
    BAD_ID,
    DUPLICATE_ID,
    MISSING_ID,
    LITERAL_BRACES,
    BRACES_ON_SUBHEADING,
    REVIEW_AFTER_CLOSE,
)
