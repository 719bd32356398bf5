"""`flask backup` and `flask restore`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from lms.core import backup as copies
from lms.core.clock import now
from lms.core.db import db, schema_change
from lms.core.errors import NotReady


@click.command()
@click.option("--to", "target", type=click.Path(path_type=Path), help="the .tar to write")
@click.option("--json", "as_json", is_flag=True, help="print the manifest")
@with_appcontext
def backup(target: Path | None, as_json: bool) -> None:
    """Copy database and files, online, into one .tar with a manifest of row counts and hashes."""
    if target is None:
        folder = Path(current_app.config["DATA_DIR"]) / "backups"
        folder.mkdir(exist_ok=True)
        target = folder / f"{now():%Y%m%dT%H%M%SZ}.tar"
    try:
        manifest = copies.backup(db.engine, target)
    except (NotReady, OSError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"file": str(target), **asdict(manifest)}))
        return
    rows, stored = sum(manifest.rows.values()), len(manifest.files)
    click.echo(f"{target}: {rows} rows in {len(manifest.rows)} tables, {stored} files")
    keys = [current_app.config[name] for name in ("CREDENTIALS_KEY_FILE", "PUSH_KEY_FILE")]
    left_out = ", ".join(["secret-key", *(name for name in keys if Path(name).exists())])
    click.echo(f"left out, to be kept apart: {left_out}")


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(source: Path) -> None:
    """Bring a backup back into an empty place, and verify it."""
    try:
        with schema_change():
            manifest = copies.restore(source, db.engine)
    except (NotReady, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"restored the backup of {manifest.created_at}: {sum(manifest.rows.values())} rows,"
        f" {len(manifest.files)} files, all verified"
    )
