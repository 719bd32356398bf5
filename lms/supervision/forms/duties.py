"""What is typed about duties and the rules that say whom they are for.

What does not belong here: what words mean (`queries.duties.targets`), deciding (`actions.duties`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from lms.accounts.rules import CONTRACT_GRADES, RANKS, UNIT_NAME_MAX_LENGTH
from lms.core.errors import Invalid
from lms.core.texts import read_number
from lms.supervision.rules.duties import LONGEST_NAME, LONGEST_REASON, Target, Terms, lines_of
from lms.supervision.rules.duty_words import EMPLOYMENTS, POSITION_TYPES
from lms.web.forms import BaseForm, DayField

BY_RULE, BY_SAVED_RULE, BY_NAME = "rule", "saved", "people"

GRADES = {grade.lower(): grade for grade in (*RANKS, *CONTRACT_GRADES)}


class _Ticked(SelectMultipleField):  # type: ignore[misc]
    """Several of a few, each with a box to tick."""

    option_widget = CheckboxInput()


class DutyForm(BaseForm):
    """A duty: what, why, until when, for whom; `key` tells two duties from one that was sent twice."""

    key = HiddenField()
    course = StringField(_("Kursus"), [InputRequired(), Length(max=300)])
    reason = TextAreaField(_("Alasan"), [InputRequired(), Length(max=LONGEST_REASON)])
    due_on = DayField(_("Jatuh tempo pada tanggal"), [Optional()])
    due_days = IntegerField(_("Atau sekian hari setelah diterima"), [Optional()])
    counts_from = DayField(_("Hitung ketuntasan sejak"), [Optional()])
    target = RadioField(
        _("Untuk siapa"),
        [InputRequired()],
        choices=[
            SelectChoice(BY_RULE, _("Semua yang memenuhi syarat, juga yang datang kemudian")),
            SelectChoice(BY_SAVED_RULE, _("Menurut aturan tersimpan")),
            SelectChoice(BY_NAME, _("Pegawai tertentu")),
        ],
    )
    unit = StringField(_("Unit kerja"), [Length(max=UNIT_NAME_MAX_LENGTH)])
    positions = TextAreaField(_("Jabatan, satu per baris"), [Length(max=5000)])
    position_types = _Ticked(
        _("Jenis jabatan"),
        choices=[SelectChoice(one, _(words)) for one, words in POSITION_TYPES.items()],
    )
    pay_grades = StringField(_("Golongan/ruang"), [Length(max=200)])
    employments = _Ticked(
        _("Jenis kepegawaian"),
        choices=[SelectChoice(one, _(words)) for one, words in EMPLOYMENTS.items()],
    )
    rule_name = StringField(_("Simpan syarat ini dengan nama"), [Length(max=LONGEST_NAME)])
    rule = SelectField(_("Aturan tersimpan"), validate_choice=False)
    people = TextAreaField(_("Pegawai, satu per baris"), [Length(max=20_000)])

    def offer(self, rules: Iterable[tuple[int, str]]) -> None:
        """Offer the saved rules (id, words)."""
        named = [SelectChoice(str(rule_id), words) for rule_id, words in rules]
        self.rule.choices = [SelectChoice("", "–"), *named]

    def terms(self) -> Terms:
        """Why, and until when."""
        return Terms(
            self.reason.data or "", self.due_on.data, self.due_days.data, self.counts_from.data
        )

    def described(self, unit_id: int) -> Target:
        """Whom the fields of a rule describe, in a unit.

        Raises:
            Invalid: there is no such pay grade (field `pay_grades`).
        """
        return Target(
            unit_id,
            lines_of(self.positions.data or ""),
            tuple(self.position_types.data or ()),
            _grades(self.pay_grades.data or ""),
            tuple(self.employments.data or ()),
        )


class WaiveForm(BaseForm):
    """Why somebody is excused."""

    reason = TextAreaField(_("Alasan pembebasan"), [InputRequired(), Length(max=LONGEST_REASON)])


class WaiveSeveralForm(WaiveForm):
    """Who is excused together, and why."""

    people = SelectMultipleField(_("Pegawai"), validate_choice=False)

    def person_ids(self) -> frozenset[int]:
        """The people whose boxes were ticked."""
        ticked = (read_number(one) for one in self.people.data or ())
        return frozenset(one for one in ticked if one is not None)


class MoveForm(BaseForm):
    """Another due day for one person, and why."""

    due_on = DayField(_("Jatuh tempo baru"), [InputRequired()])
    move_reason = TextAreaField(_("Alasan"), [InputRequired(), Length(max=LONGEST_REASON)])


class RuleNameForm(BaseForm):
    """What a saved rule is called."""

    name = StringField(_("Nama aturan"), [InputRequired(), Length(max=LONGEST_NAME)])


def _grades(text: str) -> tuple[str, ...]:
    grades: list[Any] = []
    for word in text.replace(",", " ").replace(";", " ").split():
        grade = GRADES.get(word.lower())
        if grade is None:
            raise Invalid(
                "pay_grades",
                "Golongan %(grade)s tidak dikenal. Tulis misalnya III/a, III/b, atau IX.",
                grade=word[:20],
            )
        grades.append(grade)
    return tuple(dict.fromkeys(grades))
