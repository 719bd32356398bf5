"""`flask people …`: the first administrator; people from sheets (`people_imports`)."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.accounts.actions import create_admin
from lms.accounts.rules import PasswordPolicy
from lms.cli.people_imports import command as import_people
from lms.core.db import commit, rollback
from lms.core.errors import Invalid

group = AppGroup("people", help="Create people, and take them in from sheets.")
group.add_command(import_people)


@group.command("create-admin")
@click.argument("user_name")
@click.option("--full-name", prompt="Full name", help="the name as it is shown")
@click.option("--email", default=None, help="for notices and a forgotten password")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def create(user_name: str, full_name: str, email: str | None, password: str) -> None:
    """Create an administrator of the whole installation."""
    policy = PasswordPolicy(
        current_app.config["PASSWORD_MIN_LENGTH"], current_app.config["PASSWORD_COMPOSITION"]
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
