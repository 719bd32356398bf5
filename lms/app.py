"""`create_app`: configuration in, application out. Registers the slices in reading order and injects what
Flask-free files need (files, reactions, the worker's wake-up, the renderer of notices)."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import cli, panels, reactions
from lms.accounts import views as accounts
from lms.accounts.queries import load_with_session
from lms.api import views as api
from lms.assessment import views as assessment
from lms.authoring import views as authoring
from lms.core import clock, db, events, files, jobs, push, queue, settings
from lms.courses import views as courses
from lms.courses.policy import learners_are_known_by
from lms.credentials import views as credentials
from lms.credentials.actions import keys, sealing
from lms.home import views as home
from lms.learning import views as learning
from lms.notifications import views as notifications
from lms.privacy import views as privacy
from lms.supervision import views as supervision
from lms.supervision.queries.duties.own import course_ids_open_to
from lms.sync import views as sync
from lms.web import (
    access,
    assets,
    commit,
    csrf,
    errors,
    fragments,
    headers,
    health,
    intake,
    layout,
    links,
    locale,
    look,
    low_data,
    nav,
    slots,
)

SLICES = (
    accounts,
    notifications,
    courses,
    learning,
    assessment,
    credentials,
    supervision,
    authoring,
    api,
    sync,
    home,
    privacy,
)


class App(Flask):
    """The application. No view and no hook of it is asynchronous."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Take the function as it is: looking whether it is a coroutine costs each request sixteen
        looks."""
        return func


def create_app(configuration: dict[str, Any]) -> Flask:
    """Build the application.

    Raises:
        NotReady: the database driver at hand is not safe to use.
    """
    app = App("lms", static_folder=None, template_folder="web/templates")
    app.config.from_mapping(configuration)
    _configure(app)
    data = Path(app.config["DATA_DIR"])
    _connect_core(app, data)
    _install_web(app, data)
    for slice_ in SLICES:
        app.register_blueprint(slice_.blueprint)
    accounts.install(app)
    notifications.install(app)
    credentials.install(app)
    supervision.install(app)
    sync.install(app)
    privacy.install(app)
    cli.install(app)
    return app


def _configure(app: Flask) -> None:
    secure = app.config["PUBLIC_URL"].startswith("https://")
    prefix = "__Host-" if secure else ""
    url = db.database_url(app.config["SQLALCHEMY_DATABASE_URI"])
    app.config.update(
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(url),
        SESSION_COOKIE_NAME=f"{prefix}session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_NAME=f"{prefix}remember",
        REMEMBER_COOKIE_SECURE=secure,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        BABEL_DEFAULT_TIMEZONE=app.config["TIME_ZONE"],
    )


def _connect_core(app: Flask, data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True)
    clock.read_from(Path(app.config["CLOCK_FILE"]) if app.config["CLOCK_FILE"] else None)
    clock.set_zone(app.config["TIME_ZONE"])
    settings.lock({name.lower(): app.config[name] for name in app.config["LOCKED"]})
    files.store_in(data / "files")
    keys.kept_in(Path(app.config["CREDENTIALS_KEY_FILE"]))
    sealing.seal_with(app.config["E_SIGNATURE"], Path(app.config["E_SIGNATURE_FILE"]))
    push.kept_in(Path(app.config["PUSH_KEY_FILE"]), contact=_contact(app))
    db.db.init_app(app)
    with app.app_context():
        db.prepare_engine(db.db.engine)
    jobs.wake_with(queue.waker(redis_url=app.config["REDIS_URL"], folder=data))
    events.connect(reactions.REACTIONS, db.savepoint)
    load_with_session(panels.FIGURES)
    learners_are_known_by(course_ids_open_to)


def _contact(app: Flask) -> str:
    """Where push services reach whoever runs this: the site, else the sender of its mail."""
    site: str = app.config["PUBLIC_URL"]
    return (
        site if site.startswith("https://") else "mailto:" + parseaddr(app.config["MAIL_FROM"])[1]
    )


def _install_web(app: Flask, data: Path) -> None:
    # What comes after a view runs from the last to the first: the headers are put on at the very end.
    headers.install(app)
    commit.install(app)
    intake.install(app)
    access.install(app)
    csrf.install(app)
    locale.install(app)
    low_data.install(app)
    errors.install(app)
    layout.install(app)
    look.install(app)
    links.install(app)
    fragments.install(app)
    health.install(app)
    assets.install(app, data)
    slots.fill(panels.SLOTS)
    nav.set_menus(panels.MAIN_MENU, panels.ACCOUNT_MENU, panels.COURSE_MENU)
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
