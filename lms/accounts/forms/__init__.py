"""The shape of what is typed at the doors and about people and units; whether it is true is for the
actions to say."""

from lms.accounts.forms.display import DisplayForm
from lms.accounts.forms.doors import (
    ChangePasswordForm,
    CodeForm,
    CodesForm,
    ForgottenForm,
    NewPasswordForm,
    OwnerForm,
    PeopleFilter,
    ReasonForm,
    SecondStepForm,
    SettingsForm,
    SignInForm,
    TokenForm,
    UnitFilter,
)
from lms.accounts.forms.imports import CheckForm, SheetForm
from lms.accounts.forms.places import (
    AppointForm,
    DayFilter,
    EndForm,
    MoveUnitForm,
    NewUnitForm,
    PayGradeForm,
    PostForm,
    RoleForm,
    UnitDayForm,
    UnitNameForm,
)
from lms.accounts.forms.reading import LowDataForm

__all__ = [
    "AppointForm",
    "ChangePasswordForm",
    "CheckForm",
    "CodeForm",
    "CodesForm",
    "DayFilter",
    "DisplayForm",
    "EndForm",
    "ForgottenForm",
    "LowDataForm",
    "MoveUnitForm",
    "NewPasswordForm",
    "NewUnitForm",
    "OwnerForm",
    "PayGradeForm",
    "PeopleFilter",
    "PostForm",
    "ReasonForm",
    "RoleForm",
    "SecondStepForm",
    "SettingsForm",
    "SheetForm",
    "SignInForm",
    "TokenForm",
    "UnitDayForm",
    "UnitFilter",
    "UnitNameForm",
]
