"""`flask demo`: invented people, where `DEMO=1` only; a second time changes nothing.

The cast of seven is the same in demonstrations and in tests. `--people` and `--courses` add a province
for measuring. What does not belong here: anything a real installation needs.
"""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from lms.cli.demo.cast import CAST, PASSWORD, SINCE, create_people, sign_ins
from lms.cli.demo.hours import create_hours
from lms.core.db import commit

MOST_PEOPLE = 500_000
MOST_COURSES = 500

__all__ = [
    "CAST",
    "PASSWORD",
    "SINCE",
    "command",
    "create_hours",
    "create_people",
    "create_plan",
    "give_duties",
    "hand_in_works",
    "say_things",
    "sign_ins",
]


@click.command("demo")
@click.option(
    "--people",
    type=click.IntRange(0, MOST_PEOPLE),
    default=0,
    help="so many more invented people, in a tree of agencies",
)
@click.option(
    "--courses",
    type=click.IntRange(0, MOST_COURSES),
    default=0,
    help="so many small courses, which the invented people take",
)
@with_appcontext
def command(people: int, courses: int) -> None:
    """Create the demo people where DEMO=1; a second time changes nothing."""
    if not current_app.config["DEMO"]:
        raise click.UsageError("demo people share a password: they are created only where DEMO=1")
    create_people()
    create_hours()
    create_plan()
    commit()
    if people or courses:
        _fill(people, courses)
    click.echo(sign_ins(current_app.config["PUBLIC_URL"]))


def hand_in_works() -> None:
    """Let works of the demo people wait to be marked (see `works`)."""
    # Here and not above: other commands need none of the slices that this takes.
    from lms.cli.demo import works

    works.hand_in_works()


def say_things() -> None:
    """Let Citra have praised and reminded Ayu (see `messages`)."""
    # Here and not above: as for works.
    from lms.cli.demo import messages

    messages.create_messages()


def create_plan() -> None:
    """Let two of the demo people agree on a development plan (see `plans`)."""
    # Here and not above: other commands need none of the slices that this takes.
    from lms.cli.demo import plans

    plans.create_plan()


def give_duties() -> None:
    """Let a duty of the demo people be done by one and overdue for another (see `duties`)."""
    # Here and not above: other commands need none of the slices that this takes.
    from lms.cli.demo import duties

    duties.give_duties()


def _fill(people: int, courses: int) -> None:
    # Here and not above: the server's start needs the cast alone.
    from lms.cli.demo import courses as course_folders
    from lms.cli.demo import province
    from lms.supervision.actions import figures

    try:
        course_folders.publish(courses)
        for _ in province.fill(people):
            commit()
    except province.OtherProvinceError as error:
        raise click.UsageError(str(error)) from error
    figures.rebuild()
    click.echo(province.told())
