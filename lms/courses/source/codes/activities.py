"""Codes about banks, rubrics, surveys, assignments and measured pairs of tests."""

from __future__ import annotations

from lms.courses.source.codes.code import Code

_QUESTION = "## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK"
_RUBRIC = "## Rubrik: risiko {#risiko .rubric}\n\n"

HEADING_IN_BANK = Code(
    "E701",
    "A bank has a heading `#`; it holds questions and rubrics only, each below a `##`.",
    "bank",
    f"# Kontrak {{#kontrak}}\n\n{_QUESTION}",
    _QUESTION,
)
UNKNOWN_BANK = Code(
    "E702",
    "A quiz draws from a bank that the course does not have.",
    "module",
    "# Kuis {#kuis .quiz from=kontrak}",
    "# Kuis {#kuis .quiz from=tetap}",
)
DRAW_TOO_LARGE = Code(
    "E703",
    "A quiz draws more questions than there are.",
    "module",
    f"# Kuis {{#kuis .quiz draw=2}}\n\n{_QUESTION}",
    f"# Kuis {{#kuis .quiz draw=1}}\n\n{_QUESTION}",
)
UNUSED_BANK = Code(
    "W704",
    "No quiz draws from a bank that has questions.",
    "files",
    "bank/lain.md",
    "bank/tetap.md",
)
UNKNOWN_RUBRIC = Code(
    "E705",
    "A question or assignment names a rubric that no bank has.",
    "quiz",
    "## Ceritakan. {#s1 rubric=risiko}\n\n____",
    "## Ceritakan. {#s1 rubric=mutu}\n\n____",
)
BAD_RUBRIC = Code(
    "E706",
    "A rubric is not a table whose first column names criteria and whose header gives points.",
    "bank",
    f"{_QUESTION}\n\n{_RUBRIC}| Kriteria | Baik | 0 |\n|---|---|---|\n| Sebab | Jelas | Tidak |",
    f"{_QUESTION}\n\n{_RUBRIC}| Kriteria | 2 | 0 |\n|---|---|---|\n| Sebab | Jelas | Tidak |",
    line=7,
)
RUBRIC_OUTSIDE_BANK = Code(
    "E707",
    "A rubric stands in a module; rubrics belong to banks.",
    "quiz",
    f"{_QUESTION}\n\n{_RUBRIC}| Kriteria | 2 | 0 |\n|---|---|---|\n| Sebab | Jelas | Tidak ada |",
    _QUESTION,
    line=5,
)
KEY_IN_SURVEY = Code(
    "E708",
    "An item of a survey has a right answer; a survey only asks.",
    "survey",
    "## Materi jelas. {#v1}\n- (x) Ya\n- ( ) Tidak",
    "## Materi jelas. {#v1}\n- ( ) Ya\n- ( ) Tidak",
    line=2,
)
ITEM_WITHOUT_ANSWER = Code(
    "E709",
    "An item of a survey has no answer, and the survey has no scale.",
    "survey",
    "## Materi jelas. {#v1}",
    "## Materi jelas. {#v1}\n\n(1..4) Tidak | Kurang | Cukup | Ya",
)
NOTHING_HANDED_IN = Code(
    "E710",
    "An assignment asks for neither text nor files.",
    "module",
    "# Tugas {#tugas .assignment files=0}\n\nTulis rencana.",
    "# Tugas {#tugas .assignment files=1}\n\nTulis rencana.",
)
KEY_IN_ASSIGNMENT = Code(
    "E711",
    "An answer or explanation stands in an assignment, where everybody would see it.",
    "assignment",
    "Tulis rencana.\n\n____\n\n> Pembahasan: mulai dari tujuan.",
    "Tulis rencana. Mulai dari tujuan.\n\n____",
    line=5,
)
SECOND_TEST = Code(
    "E712",
    "A course has two pre-tests or two post-tests.",
    "module",
    "# Awal {#awal .pretest from=tetap}\n\n# Awal lagi {#lagi .pretest from=tetap}\n\n"
    "# Akhir {#akhir .posttest from=tetap}",
    "# Awal {#awal .pretest from=tetap}\n\n# Akhir {#akhir .posttest from=tetap}",
    line=3,
)
TEST_WITHOUT_PAIR = Code(
    "W713",
    "A pre-test has no post-test, or the other way round, so nothing can be compared.",
    "module",
    "# Awal {#awal .pretest from=tetap}",
    "# Awal {#awal .pretest from=tetap}\n\n# Akhir {#akhir .posttest from=tetap}",
)
EMPTY_BANK = Code(
    "W714",
    "A bank has neither a question nor a rubric.",
    "bank",
    "",
    _QUESTION,
)
RUBRIC_WITHOUT_ESSAY = Code(
    "W715",
    "A rubric is named by a question that nobody marks by hand; only essays are.",
    "quiz",
    "## Siapa? {#s1 rubric=mutu}\n- (x) PPK\n- ( ) PPTK",
    "## Siapa? {#s1 rubric=mutu}\n\n____",
)
ALL = (
    HEADING_IN_BANK,
    UNKNOWN_BANK,
    DRAW_TOO_LARGE,
    UNUSED_BANK,
    UNKNOWN_RUBRIC,
    BAD_RUBRIC,
    RUBRIC_OUTSIDE_BANK,
    KEY_IN_SURVEY,
    ITEM_WITHOUT_ANSWER,
    NOTHING_HANDED_IN,
    KEY_IN_ASSIGNMENT,
    SECOND_TEST,
    TEST_WITHOUT_PAIR,
    EMPTY_BANK,
    RUBRIC_WITHOUT_ESSAY,
)
