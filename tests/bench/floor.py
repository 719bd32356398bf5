"""The fixed floors that our pages are compared with, served by the same server and workers.

Page floor: one row by primary key through Flask-SQLAlchemy, then a Jinja template that loops over
200 items to 20 KB. Write floor: one ORM insert committed durably under the same writer's lock.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Mapped, mapped_column

from lms.core import db as database
from lms.core.db import Model, begin_unit, begin_writing, db

ITEMS = list(range(200))
TEMPLATE = (
    "<!doctype html><title>{{ row.name }}</title><ul>"
    "{% for item in items %}<li class='item' id='item-{{ item }}'>"
    "{{ row.name }} {{ item }} Materi tentang pengelolaan proyek pemerintah daerah</li>"
    "{% endfor %}</ul>"
)


class FloorRow(Model):
    """The one row that the page floor reads, and those that the write floor adds."""

    __tablename__ = "floor_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def create_floor() -> Flask:
    """The floor as an application."""
    folder = Path(os.environ["DATA_DIR"])
    address = database.database_url(
        os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'floor.db'}"
    )
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(str(address))
    db.init_app(app)
    with app.app_context():
        database.prepare_engine(db.engine)

    template = app.jinja_env.from_string(TEMPLATE)

    @app.get("/page")
    def page() -> str:
        begin_unit(may_write=False)
        return template.render(row=db.session.get(FloorRow, 1), items=ITEMS)

    @app.post("/write")
    def write() -> str:
        begin_unit(may_write=True)
        begin_writing()
        row = FloorRow(name="jawaban")
        db.session.add(row)
        database.commit()
        return "ok"

    return app


def prepare(environ: dict[str, str]) -> None:
    """Make the floor's table and its first row."""
    address = environ.get("DATABASE_URL") or f"sqlite:///{Path(environ['DATA_DIR']) / 'floor.db'}"
    url = database.database_url(address)
    options = {} if url.get_backend_name() == "postgresql" else {"module": database.sqlite_driver}
    engine = create_engine(url, **options)
    FloorRow.metadata.tables["floor_row"].create(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO floor_row (id, name) VALUES (1, 'Manajemen Proyek')"
        )
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT setval('floor_row_id_seq', 1)")
    engine.dispose()
