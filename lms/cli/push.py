"""`flask push …`: the key by which push services know this installation."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.core import push
from lms.core.db import commit
from lms.notifications import actions as notifications

group = AppGroup("push", help="Let devices be told of notices.")


@group.command("make-key")
@click.option("--replace", is_flag=True, help="make another one: every device must ask anew")
def make_key(replace: bool) -> None:
    """Make the key that devices subscribe with; from then on they can."""
    try:
        push.make_key(replace=replace)
    except OSError as error:
        raise click.ClickException(str(error)) from error
    ended = notifications.end_all_devices()
    commit()
    click.echo(_("Kunci pemberitahuan ada di %(file)s.", file=push.key_file()))
    if ended:
        click.echo(_("Perangkat yang harus menyalakannya lagi: %(n)s", n=ended))
