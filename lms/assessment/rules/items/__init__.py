"""Item analysis: what the answers of many people tell about the questions of a test.

Classical test theory, after Crocker & Algina (1986), *Introduction to Classical and Modern Test
Theory*. Sums are exact (fractions); what isn't defined, such as a correlation where nothing varies,
is None and never NaN. What does not belong here: grading, and what two people have in common
(`integrity`).
"""

from lms.assessment.rules.items.choices import ChoiceCount, choice_counts
from lms.assessment.rules.items.flags import (
    CAUTION_WORDS,
    FLAG_WORDS,
    Caution,
    Flag,
    flags_without_key,
)
from lms.assessment.rules.items.gains import Gain, gain
from lms.assessment.rules.items.reliability import alpha, kr20, standard_error
from lms.assessment.rules.items.reports import Analysis, Choices, ItemReport, analyse
from lms.assessment.rules.items.statistics import discrimination, facility
from lms.assessment.rules.items.tables import Table, largest_form
from lms.assessment.rules.items.times import Save, median_seconds, seconds_spent

__all__ = [
    "CAUTION_WORDS",
    "FLAG_WORDS",
    "Analysis",
    "Caution",
    "ChoiceCount",
    "Choices",
    "Flag",
    "Gain",
    "ItemReport",
    "Save",
    "Table",
    "alpha",
    "analyse",
    "choice_counts",
    "discrimination",
    "facility",
    "flags_without_key",
    "gain",
    "kr20",
    "largest_form",
    "median_seconds",
    "seconds_spent",
    "standard_error",
]
