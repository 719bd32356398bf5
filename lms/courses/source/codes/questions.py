"""Codes about quizzes and their questions."""

from __future__ import annotations

from lms.courses.source.codes.code import Code

EMPTY_QUIZ = Code(
    "E501",
    "A quiz or survey has no question.",
    "module",
    "# Kuis {#kuis .quiz}\n\nJawablah.",
    "# Kuis {#kuis .quiz}\n\nJawablah.\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
)
NO_ANSWER = Code(
    "E502",
    "A question has no answer.",
    "quiz",
    "## Siapa? {#s1}\n\nPilihlah.",
    "## Siapa? {#s1}\n\nPilihlah.\n\n- (x) PPK\n- ( ) PPTK",
)
NO_RIGHT_ANSWER = Code(
    "E503",
    "No option of a question is marked as right.",
    "quiz",
    "## Siapa? {#s1}\n- ( ) PPK\n- ( ) PPTK",
    "## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
)
SEVERAL_RIGHT = Code(
    "E504",
    "A question with one answer has several right options.",
    "quiz",
    "## Siapa? {#s1}\n- (x) PPK\n- (x) PPTK",
    "## Siapa? {#s1}\n- [x] PPK\n- [x] PPTK",
    line=3,
)
MIXED_MARKS = Code(
    "E505",
    "The options of a question mix `( )` and `[ ]`.",
    "quiz",
    "## Siapa? {#s1}\n- (x) PPK\n- [ ] PPTK",
    "## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
    line=3,
)
TWO_KINDS = Code(
    "E506",
    "A question has answers of two kinds.",
    "quiz",
    "## Siapa? {#s1}\n\n= PPK\n\n- (x) PPK\n- ( ) PPTK",
    "## Siapa? {#s1}\n\n- (x) PPK\n- ( ) PPTK",
    line=5,
)
ONE_OPTION = Code(
    "E507",
    "A question has a single option.",
    "quiz",
    "## Siapa? {#s1}\n- (x) PPK",
    "## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
    line=2,
)
EMPTY_OPTION = Code(
    "E508",
    "An option has no text.",
    "quiz",
    "## Siapa? {#s1}\n- (x) PPK\n- ( )",
    "## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
    line=3,
)
SAME_OPTION = Code(
    "E509",
    "Two options of a question say the same.",
    "quiz",
    "## Siapa? {#s1}\n- (x) PPK\n- ( ) ppk",
    "## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
    line=3,
)
BROKEN_MARK = Code(
    "E510",
    "The mark of an option is misspelt or indented.",
    "quiz",
    "## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK\n- () PA",
    "## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK\n- ( ) PA",
    line=4,
)
FEEDBACK_NOT_INDENTED = Code(
    "E511",
    "A `>` in the first column follows an option; feedback is indented by two spaces.",
    "quiz",
    "## Siapa? {#s1}\n- (x) PPK\n> Tepat.\n- ( ) PPTK",
    "## Siapa? {#s1}\n- (x) PPK\n  > Tepat.\n- ( ) PPTK",
    line=3,
)
TEXT_AFTER_OPTION = Code(
    "E512",
    "Text follows the options without belonging to one.",
    "quiz",
    "## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK\n\nPilihlah satu.",
    "## Siapa? {#s1}\n\nPilihlah satu.\n\n- (x) PPK\n- ( ) PPTK",
    line=5,
)
EXPLANATION_NOT_LAST = Code(
    "E513",
    "The explanation is not the last block of its question.",
    "quiz",
    "## Siapa? {#s1}\n\n> Pembahasan: PPK.\n\n- (x) PPK\n- ( ) PPTK",
    "## Siapa? {#s1}\n\n- (x) PPK\n- ( ) PPTK\n\n> Pembahasan: PPK.",
    line=3,
)
ANSWER_IN_INSTRUCTION = Code(
    "E514",
    "An answer or explanation stands before the first `##` of a quiz or survey.",
    "quiz",
    "- (x) PPK\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
    "Jawablah.\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
)
UNKNOWN_OUTCOME = Code(
    "E515",
    "A question or assignment names an outcome that course.md does not list.",
    "quiz",
    "## Siapa? {#s1 outcome=risiko}\n- (x) PPK\n- ( ) PPTK",
    "## Siapa? {#s1 outcome=peran}\n- (x) PPK\n- ( ) PPTK",
)
UNREACHABLE_PASS = Code(
    "E516",
    "Questions without points may be all that is asked, so the pass mark cannot be reached.",
    "module",
    "# Kuis {#kuis .quiz pass=70}\n\n## Siapa? {#s1 points=0}\n- (x) PPK\n- ( ) PPTK",
    "# Kuis {#kuis .quiz pass=70}\n\n## Siapa? {#s1 points=1}\n- (x) PPK\n- ( ) PPTK",
)
RULE_INSTEAD_OF_ESSAY = Code(
    "E517",
    "Where an answer is expected stands a rule; a formatter may have rewritten `____`.",
    "quiz",
    "## Ceritakan. {#s1}\n\n---",
    "## Siapa? {#s1}\n\n---\n\n- (x) PPK\n- ( ) PPTK",
    line=3,
)
ALL = (
    EMPTY_QUIZ,
    NO_ANSWER,
    NO_RIGHT_ANSWER,
    SEVERAL_RIGHT,
    MIXED_MARKS,
    TWO_KINDS,
    ONE_OPTION,
    EMPTY_OPTION,
    SAME_OPTION,
    BROKEN_MARK,
    FEEDBACK_NOT_INDENTED,
    TEXT_AFTER_OPTION,
    EXPLANATION_NOT_LAST,
    ANSWER_IN_INSTRUCTION,
    UNKNOWN_OUTCOME,
    UNREACHABLE_PASS,
    RULE_INSTEAD_OF_ESSAY,
)
