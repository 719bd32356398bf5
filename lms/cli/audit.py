"""`flask audit …`: whether the trail is as it was sealed, and what to keep elsewhere to know it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import IO

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.core import audit
from lms.core.words import N_

group = AppGroup("audit", help="Verify the trail of who did and saw what.")

SENTENCES: dict[audit.Kind, str] = {
    "changed": N_("%(place)s: entri %(entry)s berubah setelah disegel."),
    "missing": N_("%(place)s: entri %(entry)s hilang."),
    "inserted": N_("%(place)s: entri %(entry)s disisipkan setelah penyegelan."),
    "backdated": N_("%(place)s: entri %(entry)s bertanggal mundur."),
    "batch-changed": N_("%(place)s: segelnya sendiri berubah."),
    "batch-missing": N_("%(place)s: kelompok sebelumnya hilang atau diganti."),
    "pruned-unsaid": N_("%(place)s: entrinya dihapus tanpa catatan di jejak audit."),
    "truncated": N_("%(place)s: ada di jangkar, tetapi tidak ada lagi di basis data."),
    "rewritten": N_("%(place)s: segelnya tidak sama dengan jangkar."),
}


@group.command("verify")
@click.option("--anchor", "anchors", multiple=True, help="a line that `audit anchor` printed")
@click.option("--anchors", "file", type=click.File(), help="a file of such lines; - is stdin")
@click.option("--json", "as_json", is_flag=True, help="print the findings as JSON")
def verify(anchors: tuple[str, ...], file: IO[str] | None, as_json: bool) -> None:
    """Compute every seal anew; exit status 1 when something doesn't fit."""
    kept = list(_kept([*anchors, *(file or ())]))
    broken = False
    for finding in audit.verify(kept):
        broken = True
        if as_json:
            click.echo(json.dumps(asdict(finding)))
        else:
            click.echo(f"- {_sentence(finding)}")
    if not broken and not as_json:
        click.echo(_("Jejak utuh."))
    raise SystemExit(1 if broken else 0)


@group.command("anchor")
def anchor() -> None:
    """Print the newest seal of each book: keep it elsewhere, for `audit verify --anchor`."""
    for one in audit.anchors():
        click.echo(str(one))


def _kept(lines: Iterable[str]) -> Iterator[audit.Anchor]:
    for line in lines:
        if not line.strip():
            continue
        try:
            yield audit.Anchor.of(line)
        except ValueError as error:
            raise click.UsageError(_("Ini bukan jangkar: %(line)s", line=line.strip())) from error


def _sentence(finding: audit.Finding) -> str:
    place = f"{finding.book}:{finding.number}"
    return str(_(SENTENCES[finding.kind], place=place, entry=finding.entry_id))
