"""Codes about the answers of questions that are not chosen: typed, matched, ordered, rated."""

from __future__ import annotations

from lms.courses.source.codes.code import Code

EMPTY_ANSWER = Code(
    "E518",
    "A typed answer, a gap, a side of a pair or an item is empty, or accepts any text.",
    "quiz",
    "## Jodohkan. {#s1}\n- PPK =>\n- PPTK => mengendalikan",
    "## Jodohkan. {#s1}\n- PPK => menandatangani\n- PPTK => mengendalikan",
    line=2,
)
SAME_ANSWER = Code(
    "E519",
    "Two answers of a question, left sides, items or names of a scale say the same.",
    "quiz",
    "## Jodohkan. {#s1}\n- PPK => menandatangani\n- ppk => mengendalikan",
    "## Jodohkan. {#s1}\n- PPK => menandatangani\n- PPTK => mengendalikan",
    line=3,
)
TWO_UNITS = Code(
    "E520",
    "The accepted numbers of a question have different units.",
    "quiz",
    "## Berapa panjangnya? {#s1}\n= 2 km\n= 2000 m",
    "## Berapa panjangnya? {#s1}\n= 2 km",
    line=3,
)
BAD_TOLERANCE = Code(
    "E521",
    "What stands after `±` is not a number, so a numeric answer would be read as text.",
    "quiz",
    "## Berapa deviasinya? {#s1}\n= 12 ± sedikit",
    "## Berapa deviasinya? {#s1}\n= 12 ± 0,5",
    line=2,
)
AMBIGUOUS_NUMBER = Code(
    "W522",
    "A number can be read in two ways; the message says how it is read.",
    "quiz",
    "## Berapa meter? {#s1}\n= 1.500",
    "## Berapa meter? {#s1}\n= 1500",
    line=2,
)
BAD_PAIR = Code(
    "E523",
    "An item of a matching question has no ` => ` or several; a literal one is written `\\=>`.",
    "quiz",
    "## Jodohkan. {#s1}\n- PPK => menandatangani\n- PPTK mengendalikan\n- PA => menetapkan",
    "## Jodohkan. {#s1}\n- PPK => menandatangani\n- PPTK => mengendalikan\n- PA => menetapkan",
    line=3,
)
TOO_FEW = Code(
    "E524",
    "A matching or ordering question needs two pairs or items.",
    "quiz",
    "## Urutkan. {#s1}\n1. Usulan",
    "## Urutkan. {#s1}\n1. Usulan\n2. Perencanaan",
    line=2,
)
BAD_SCALE = Code(
    "E525",
    "A scale has 2 to 11 points with a name of their own, or names for both ends and `…` between.",
    "survey",
    "## Materi jelas. {#v1}\n(1..4) Tidak | Kurang | Ya",
    "## Materi jelas. {#v1}\n(1..4) Tidak | … | Ya",
    line=2,
)
SCALE_OUTSIDE_SURVEY = Code(
    "E526",
    "A scale stands in a quiz or bank, where every answer is right or wrong.",
    "quiz",
    "## Materi jelas. {#s1}\n(1..4) Tidak | … | Ya",
    "## Materi jelas? {#s1}\n- (x) Ya\n- ( ) Tidak",
    line=2,
)
FEEDBACK_NOT_HERE = Code(
    "E527",
    "Feedback stands under something other than an option, where everybody would see it.",
    "quiz",
    "## Jodohkan. {#s1}\n- PPK => menandatangani\n  > Tepat.\n- PPTK => mengendalikan",
    "## Jodohkan. {#s1}\n- PPK => menandatangani\n- PPTK => mengendalikan\n\n> Pembahasan: Tepat.",
    line=3,
)
ANSWERED_TWICE = Code(
    "E528",
    "The line of an essay or scale stands twice.",
    "quiz",
    "## Ceritakan. {#s1}\n\n____\n\n____",
    "## Ceritakan. {#s1}\n\n____",
    line=5,
)
TOO_MANY = Code(
    "E529",
    "A question has more than 100 answers, gaps, pairs or items.",
    "quiz",
    "## Lengkapi. {#s1}\n" + "[[a]] " * 101,
    "## Lengkapi. {#s1}\n[[a]]",
    line=1,
)
ALL = (
    EMPTY_ANSWER,
    SAME_ANSWER,
    TWO_UNITS,
    BAD_TOLERANCE,
    AMBIGUOUS_NUMBER,
    BAD_PAIR,
    TOO_FEW,
    BAD_SCALE,
    SCALE_OUTSIDE_SURVEY,
    FEEDBACK_NOT_HERE,
    ANSWERED_TWICE,
    TOO_MANY,
)
