"""`flask credentials …`: the keys that sign certificates, and verifying what somebody shows."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.core.db import commit
from lms.core.errors import NotReady
from lms.credentials.actions import keys

group = AppGroup("credentials", help="Verify certificates, and look after the keys that sign them.")


@group.command("rotate-key")
def rotate_key() -> None:
    """Sign with a new key from now on; what the old one has signed still verifies."""
    try:
        pair = keys.rotate()
    except (NotReady, OSError) as error:
        raise click.ClickException(str(error)) from error
    commit()
    click.echo(_("Kunci baru %(kid)s ada di %(file)s.", kid=pair.kid, file=keys.key_file()))
