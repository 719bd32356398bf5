"""The shape of what is typed at the doors and about people and units; whether it is true is for the
actions to say."""

from lms.accounts.forms.doors import (
    ChangePasswordForm,
    CodeForm,
    ForgottenForm,
    NewPasswordForm,
    PeopleFilter,
    SignInForm,
    TokenForm,
)
from lms.accounts.forms.places import (
    AppointForm,
    DayFilter,
    EndForm,
    MoveUnitForm,
    NewUnitForm,
    PayGradeForm,
    PostForm,
    UnitDayForm,
    UnitNameForm,
)

__all__ = [
    "AppointForm",
    "ChangePasswordForm",
    "CodeForm",
    "DayFilter",
    "EndForm",
    "ForgottenForm",
    "MoveUnitForm",
    "NewPasswordForm",
    "NewUnitForm",
    "PayGradeForm",
    "PeopleFilter",
    "PostForm",
    "SignInForm",
    "TokenForm",
    "UnitDayForm",
    "UnitNameForm",
]
