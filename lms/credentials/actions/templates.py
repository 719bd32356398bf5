"""Templates of certificates, each change a version of its own, and which of them a course uses.

What does not belong here: sheets that are made with them (`issuing`, `rendering`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from lms.core import audit, clock, files
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.actions.media import UnusableMediaError, clean_picture
from lms.courses.models import Course
from lms.courses.rules import MEDIA_FOLDER
from lms.credentials.models import (
    CertificatePolicy,
    CertificateTemplate,
    CertificateTemplateVersion,
)
from lms.credentials.queries.templates import CoursePolicy, version_for
from lms.credentials.rules.designs import LONGEST_NAME, checked_design
from lms.credentials.rules.validity import LONGEST_MONTHS, LONGEST_WINDOW_DAYS

MOST_LOGO_BYTES = 2 * 1024**2
MOST_LOGO_SIDE = 3000
"""In pixels: enough for print, and quickly drawn."""

_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"RIFF": ".webp"}


def clean_logo(content: bytes) -> bytes:
    """A logo as it is stored: known by its content and encoded anew.

    Raises:
        Invalid: it is no picture that can be used, or too large.
    """
    if len(content) > MOST_LOGO_BYTES:
        raise Invalid("logo", "Gambar ini terlalu besar. Paling besar %(most)s MB.", most=2)
    ending = next((one for sign, one in _BEGINNINGS.items() if content.startswith(sign)), None)
    if ending is None:
        raise Invalid("logo", "Pilih gambar PNG, JPEG, atau WebP.")
    try:
        picture = clean_picture(f"{MEDIA_FOLDER}logo{ending}", content)
    except UnusableMediaError as error:
        raise Invalid(
            "logo", "Gambar ini rusak atau bukan gambar. Simpan ulang, lalu pilih lagi."
        ) from error
    if max(picture.width, picture.height) > MOST_LOGO_SIDE:
        raise Invalid(
            "logo", "Gambar ini terlalu besar. Paling panjang %(n)s piksel.", n=MOST_LOGO_SIDE
        )
    return picture.data


def add_template(*, name: str, typed: Mapping[str, Any], logo: bytes | None, actor_id: int) -> int:
    """Add a template; returns its id.

    Raises:
        Invalid: the name is taken or missing, a field or the logo won't do.
    """
    name, design = _name(name), checked_design(typed)
    sha256 = files.save(clean_logo(logo)) if logo else None
    begin_writing()
    template = CertificateTemplate(name=name, created_at=clock.now())
    if not add_once(template, "uq_certificate_template_name"):
        raise Invalid("name", "Nama ini sudah dipakai templat lain.")
    _add_version(template.id, 1, design.stored(), sha256, actor_id)
    _record("certificates:new-template", template.id, actor_id)
    return template.id


def change_template(
    *,
    template_id: int,
    name: str,
    typed: Mapping[str, Any],
    logo: bytes | None,
    keep_logo: bool,
    seen: int,
    actor_id: int,
) -> None:
    """Make what was typed the template's newest version; what was issued keeps its own. Without a
    change, none is made. `seen` is the version that the editor showed.

    Raises:
        NotFound: there is no such template.
        Invalid: the name is taken or missing, a field or the logo won't do.
        Conflict: somebody changed it meanwhile.
    """
    name, design = _name(name), checked_design(typed)
    new_logo = files.save(clean_logo(logo)) if logo else None
    begin_writing()
    template = db.session.get(CertificateTemplate, template_id, with_for_update=True)
    if template is None:
        raise NotFound()
    newest = version_for(template_id)
    sha256 = new_logo or (newest.logo_sha256 if keep_logo else None)
    if (name, design.stored(), sha256) == (template.name, newest.fields, newest.logo_sha256):
        return
    if newest.ordinal != seen:
        raise Conflict(
            "Templat ini baru saja diubah orang lain. Muat ulang halaman, lalu ulangi perubahan Anda."
        )
    _rename(template, name)
    _add_version(template_id, newest.ordinal + 1, design.stored(), sha256, actor_id)
    _record("certificates:design", template_id, actor_id, version=newest.ordinal + 1)


def make_default(*, template_id: int, actor_id: int) -> None:
    """Let courses that name no template use this one.

    Raises:
        NotFound: there is no such template.
    """
    begin_writing()
    template = db.session.get(CertificateTemplate, template_id, with_for_update=True)
    if template is None:
        raise NotFound()
    if template.is_default:
        return
    # In this order: at no moment are there two.
    db.session.execute(update(CertificateTemplate).values(is_default=False))
    db.session.execute(
        update(CertificateTemplate)
        .where(CertificateTemplate.id == template_id)
        .values(is_default=True)
    )
    _record("certificates:default", template_id, actor_id)


def set_course_policy(*, course_id: int, policy: CoursePolicy, actor_id: int) -> None:
    """Say which certificates a course gives from now on; those that were issued stay as they are.

    Raises:
        NotFound: there is no such course.
        Invalid: the template is unknown, or a period out of bounds.
    """
    months, days = policy.valid_months, policy.renew_window_days
    if months is not None:
        _check("valid_months", months, 1, LONGEST_MONTHS)
    _check("renew_window_days", days, 0, LONGEST_WINDOW_DAYS)
    begin_writing()
    if db.session.get(Course, course_id, with_for_update=True) is None:
        raise NotFound()
    if policy.template_id is not None and not _exists(policy.template_id):
        raise Invalid("template", "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")
    row = db.session.get(CertificatePolicy, course_id) or CertificatePolicy(course_id=course_id)
    before = (row.template_id, row.valid_months, row.renew_window_days, row.issues)
    wanted = (policy.template_id, months, days, policy.issues)
    if before == wanted:
        return
    row.template_id, row.valid_months, row.renew_window_days, row.issues = wanted
    db.session.add(row)
    audit.record(
        "certificates:course",
        actor_id=actor_id,
        subject=("course", course_id),
        details={
            "template_id": policy.template_id,
            "valid_months": months,
            "issues": policy.issues,
        },
    )
    db.session.flush()


def _check(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Invalid(
            field, "Isi dengan bilangan antara %(least)s dan %(most)s.", least=least, most=most
        )


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Invalid("name", "Kolom ini harus diisi.")
    if len(name) > LONGEST_NAME:
        raise Invalid("name", "Paling banyak %(n)s karakter.", n=LONGEST_NAME)
    return name


def _rename(template: CertificateTemplate, name: str) -> None:
    if name == template.name:
        return
    taken = select(CertificateTemplate.id).where(CertificateTemplate.name == name)
    if db.session.scalar(taken) is not None:
        raise Invalid("name", "Nama ini sudah dipakai templat lain.")
    template.name = name


def _exists(template_id: int) -> bool:
    return db.session.get(CertificateTemplate, template_id) is not None


def _add_version(
    template_id: int, ordinal: int, fields: dict[str, Any], logo: str | None, actor_id: int
) -> None:
    db.session.add(
        CertificateTemplateVersion(
            template_id=template_id,
            ordinal=ordinal,
            fields=fields,
            sha256=logo,
            made_by_id=actor_id,
            made_at=clock.now(),
        )
    )


def _record(action: str, template_id: int, actor_id: int, **details: object) -> None:
    audit.record(
        action,
        actor_id=actor_id,
        subject=("certificate_template", template_id),
        details=dict(details),
    )
    db.session.flush()
