"""`flask supervision …`: whether the figures of units are what the facts say, and making them so."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.supervision.actions import figures

group = AppGroup("supervision", help="Make the figures of units again from the facts.")


@group.command("rebuild")
@click.option("--check", is_flag=True, help="say what differs, change nothing")
@click.option("--json", "as_json", is_flag=True, help="print the outcome as JSON")
def rebuild(check: bool, as_json: bool) -> None:
    """Compare all figures with the facts, make right what differs; exit status 1 when something did."""
    found = figures.differences() if check else figures.rebuild()
    if as_json:
        click.echo(json.dumps(asdict(found)))
    elif found:
        click.echo(
            _(
                "Berbeda dari catatannya: %(people)s pegawai, %(places)s letak unit, %(units)s unit.",
                people=found.people,
                places=found.places,
                units=found.units,
            )
        )
        click.echo(_("Tidak ada yang diubah.") if check else _("Sudah dihitung ulang."))
    else:
        click.echo(_("Semua angka sama dengan catatannya."))
    raise SystemExit(1 if found else 0)
