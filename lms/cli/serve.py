"""Getting ready and running: migrations, content, demo people, the server and the worker."""

from __future__ import annotations

import os
import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from config import ROOT
from lms.cli import content, demo
from lms.cli.worker import work_until_stopped
from lms.core.db import commit, db


@click.command()
@with_appcontext
def prepare() -> None:
    """Migrate the database, publish content/, and create demo people where DEMO=1."""
    from flask_migrate import upgrade

    upgrade()
    db.session.remove()
    for folder in sorted(ROOT.joinpath("content").iterdir()):
        if folder.joinpath("course.md").exists():
            content.publish_one(folder)
    if current_app.config["DEMO"]:
        demo.create_people()
        demo.create_hours()
        commit()


@click.command()
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), show_default="8000")
@with_appcontext
@click.pass_context
def serve(context: click.Context, port: int) -> None:
    """Prepare, then run the server and the worker on http://127.0.0.1:PORT until stopped; where DEMO=1
    some works wait to be marked, a duty is overdue, a development plan is agreed on, and Citra has said
    something to Ayu."""
    # Granian alone is for those who serve.
    from lms.cli import supervisor

    context.invoke(prepare)
    if current_app.config["DEMO"]:
        demo.hand_in_works()
        demo.give_duties()
        demo.create_plan()
        commit()
        demo.say_things()
        commit()
        click.echo(demo.sign_ins(f"http://127.0.0.1:{port}"))
    if not current_app.config["PUBLIC_URL"]:
        os.environ["PUBLIC_URL"] = f"http://127.0.0.1:{port}"  # where links in letters lead
    sys.stdout.flush()
    supervisor.become(port)


@click.command()
@with_appcontext
def work() -> None:
    """Work off jobs until stopped; a step in hand is finished first."""
    work_until_stopped(current_app._get_current_object())  # type: ignore[attr-defined]
