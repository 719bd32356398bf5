"""`flask people …`: the first administrator, letting in one who lost the second factor, what people are
found by; people from sheets are in `people_imports`."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.accounts.actions import create_admin, find_all_doubles, reset_second_factor
from lms.accounts.actions import reindex as reindex_people
from lms.accounts.queries import person_by_identifier, waiting_pairs
from lms.accounts.rules import PasswordPolicy
from lms.cli.people_imports import command as import_people
from lms.core import settings
from lms.core.db import begin_unit, commit, rollback
from lms.core.errors import Invalid

group = AppGroup("people", help="Take people in, let them in, and make them findable.")
group.add_command(import_people)


@group.command("create-admin")
@click.argument("user_name")
@click.option("--full-name", prompt="Full name", help="the name as it is shown")
@click.option("--email", default=None, help="for notices and a forgotten password")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def create(user_name: str, full_name: str, email: str | None, password: str) -> None:
    """Create an administrator of the whole installation."""
    policy = PasswordPolicy(
        settings.number(settings.PASSWORD_MIN_LENGTH), settings.flag(settings.PASSWORD_COMPOSITION)
    )
    try:
        person = create_admin(
            user_name=user_name,
            full_name=full_name,
            password=password,
            password_policy=policy,
            email=email,
        )
    except Invalid as error:
        rollback()
        raise click.UsageError(_(error.message, **error.params)) from error
    commit()
    click.echo(_("Administrator %(name)s dibuat.", name=person.user_name))


@group.command("reset-second-factor")
@click.argument("identifier")
def reset(identifier: str) -> None:
    """Take the second factor away from whoever lost the app and the recovery codes."""
    person = person_by_identifier(identifier)
    if person is None:
        raise click.UsageError(_("Tidak ada akun dengan nama atau nomor ini."))
    name = person.user_name
    reset_second_factor(person_id=person.id, actor_id=None)
    commit()
    click.echo(_("Langkah kedua %(name)s dihapus.", name=name))


@group.command("reindex")
def reindex() -> None:
    """Make everybody findable by the name they have now."""
    count = 0
    for done in reindex_people():
        commit()
        count += done
    click.echo(_("%(count)s pegawai dapat ditemukan menurut namanya.", count=count))


@group.command("doubles")
def doubles() -> None:
    """Look among everybody for accounts that may be one person's; imports look by themselves."""
    begin_unit(may_write=True)
    for _step in find_all_doubles():
        commit()
    commit()
    click.echo(_("%(n)s pasang akun menunggu keputusan.", n=waiting_pairs()))
