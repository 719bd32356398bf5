"""`flask privacy …`: a copy of somebody's data, restricting its use, and erasure, for those who can't
ask on the pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.accounts.models import Person
from lms.accounts.policy import is_administrator
from lms.accounts.queries import person_by_identifier
from lms.core import audit
from lms.core.db import begin_unit, begin_writing, commit, rollback
from lms.core.errors import AppError
from lms.privacy.actions import copies, requests
from lms.privacy.actions.erasing import erase_person

group = AppGroup("privacy", help="Copy, restrict or erase what is held of a person.")

Result = TypeVar("Result")

BY = click.option("--by", required=True, help="the administrator who answers for it")
REASON = click.option("--reason", required=True, help="why; the person reads it")


@group.command("export")
@click.argument("person")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def export(person: str, target: Path) -> None:
    """Write the copy of a PERSON's data (user name, number or e-mail) into TARGET, a new zip."""
    if target.exists():
        raise click.UsageError(_("%(file)s sudah ada.", file=target))
    found = _person(person)
    contents = copies.write_copy(found.id, target)
    begin_writing()
    audit.record("data:export", actor_id=None, subject=("person", found.id))
    commit()
    rows = sum(part.rows for part in contents.parts)
    click.echo(_("%(rows)s baris dan %(files)s berkas.", rows=rows, files=len(contents.files)))


@group.command("restrict")
@click.argument("person")
@BY
@REASON
def restrict(person: str, by: str, reason: str) -> None:
    """Only keep the PERSON's data from now on."""
    found, actor = _person(person), _administrator(by)
    _do(lambda: requests.restrict(person_id=found.id, reason=reason, actor_id=actor.id))
    click.echo(_("Penggunaan data dibatasi dan pegawai diberi tahu."))


@group.command("lift")
@click.argument("person")
@BY
def lift(person: str, by: str) -> None:
    """Use the PERSON's data again as everybody's."""
    found, actor = _person(person), _administrator(by)
    _do(lambda: requests.lift(person_id=found.id, actor_id=actor.id))
    click.echo(_("Pembatasan dicabut dan pegawai diberi tahu."))


@group.command("erase")
@click.argument("person")
@BY
@REASON
@click.option("--confirm", required=True, help="the person's user name once more")
def erase(person: str, by: str, reason: str, confirm: str) -> None:
    """Erase a PERSON now, without waiting for the worker. It can't be undone."""
    found, actor = _person(person), _administrator(by)
    request_id = _do(
        lambda: requests.erase(
            person_id=found.id, typed_name=confirm, reason=reason, actor_id=actor.id
        )
    )
    for _step in erase_person({"request_id": request_id}):
        commit()
        begin_unit(may_write=True)
    click.echo(_("Data pribadi dihapus. Cadangan lama masih memuatnya sampai masanya habis."))


def _person(identifier: str) -> Person:
    found = person_by_identifier(identifier)
    if found is None:
        raise click.UsageError(_("Tidak ada pegawai %(who)s.", who=identifier))
    return found


def _administrator(identifier: str) -> Person:
    found = _person(identifier)
    if not is_administrator(found):
        raise click.UsageError(_("%(who)s bukan administrator.", who=identifier))
    return found


def _do(act: Callable[[], Result]) -> Result:
    try:
        done = act()
    except AppError as error:
        rollback()
        raise click.UsageError(_(error.message, **error.params)) from error
    commit()
    begin_unit(may_write=True)
    return done
