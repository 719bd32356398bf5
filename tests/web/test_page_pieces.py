"""The layout and its macros, without an app: what they promise whoever can't see or has no script.

How the app fills them in (menus, sessions, translation) is tested with the app.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, RadioField, StringField
from wtforms.validators import InputRequired

import lms.web
from lms.web.fragments import Fragments
from lms.web.look import Look
from lms.web.nav import Link, Menu, Menus


class NeedForm(Form):
    """A form with one field of each kind that the summary treats differently."""

    title = StringField("Judul", [InputRequired("Isi judulnya.")])
    note = StringField("Catatan")
    form = RadioField("Bentuk", [InputRequired("Pilih satu.")], choices=["Klasikal", "Nonklasikal"])
    places = FieldList(StringField("Tempat", [InputRequired("Isi tempatnya.")]), min_entries=1)


@pytest.fixture
def pages() -> Environment:
    templates = FileSystemLoader(Path(lms.web.__file__).parent / "templates")
    pages = Environment(
        loader=templates,
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: text, lambda one, many, n: one if n == 1 else many, newstyle=True
    )
    pages.globals.update(
        static_url=lambda name: f"/static/{name}",
        draw_icon=lambda name: Markup('<svg class="icon"><use href="#{}"></use></svg>').format(
            name
        ),
        fragment=Fragments(),
        slot=lambda name: "",
        csrf_field=lambda: Markup('<input type="hidden" name="csrf_token" value="t">'),
        product_name="Balai Belajar",
        locale="id",
        help_contact="0721 555 0101",
        look=Look(),
        display_url="/display",
        privacy_url="/privacy",
        csrf_token=lambda: "t",
        menus=Menus(),
        languages={"id": "Bahasa Indonesia", "en": "English"},
        here="/courses",
    )
    return pages


def render(pages: Environment, source: str, **context: Any) -> str:
    """The text of a template given as a string, its white space made single."""
    return " ".join(pages.from_string(source).render(**context).split())


def wrong_form() -> NeedForm:
    """A form sent empty."""
    form = NeedForm(MultiDict({"places-0": ""}))
    form.validate()
    return form


def test_a_wrong_field_is_tied_to_its_help_and_its_error(pages: Environment) -> None:
    html = render(
        pages,
        '{% from "_form.html" import field %}{{ field(form.title, help="Singkat saja.") }}',
        form=wrong_form(),
    )
    assert 'aria-describedby="title-help title-error"' in html
    assert 'aria-invalid="true"' in html
    assert '<span class="error" id="title-error">Isi judulnya.</span>' in html


def test_a_field_that_may_stay_empty_says_so(pages: Environment) -> None:
    source = '{% from "_form.html" import field %}{{ field(form.note) }}'
    html = render(pages, source, form=NeedForm())
    assert "(opsional)" in html
    assert "aria-" not in html


def test_the_summary_links_to_every_wrong_field_and_takes_the_focus(pages: Environment) -> None:
    source = '{% from "_form.html" import error_summary %}{{ error_summary(form) }}'
    html = render(pages, source, form=wrong_form())
    assert 'role="alert" tabindex="-1" autofocus' in html
    for target in ("#title", "#form-0", "#places-0"):
        assert f'href="{target}"' in html


def test_a_form_without_errors_has_no_summary(pages: Environment) -> None:
    source = '{% from "_form.html" import error_summary %}{{ error_summary(form) }}'
    assert render(pages, source, form=NeedForm()) == ""


def test_forms_that_post_carry_the_token_and_searches_do_not(pages: Environment) -> None:
    source = '{% from "_form.html" import form_for %}{% call form_for("/x", method) %}{% endcall %}'
    assert "csrf_token" in render(pages, source, method="post")
    assert "csrf_token" not in render(pages, source, method="get")


def test_a_button_that_destroys_says_what_is_lost_before_it_acts(pages: Environment) -> None:
    source = """{% from "_form.html" import post_button %}
        {{ post_button("/x", "Hapus", "danger", confirm="Draf akan hilang.", fields={"id": 7}) }}"""
    html = render(pages, source)
    assert html.index("<summary") < html.index("Draf akan hilang.") < html.index("<form")
    assert '<input type="hidden" name="id" value="7">' in html
    assert "csrf_token" in html


def test_a_table_says_what_it_holds_and_how_it_is_sorted(pages: Environment) -> None:
    columns = [
        {"label": "Nama", "url": "?sort=-name", "direction": "ascending"},
        {"label": "JP", "numeric": True},
    ]
    html = render(
        pages,
        """{% from "_table.html" import table, cell %}{% call table("Pegawai", columns) %}
        <tr>{{ cell(columns[0], name, head=True) }}{{ cell(columns[1], 12) }}</tr>{% endcall %}""",
        columns=columns,
        name="<Ayu>",
    )
    assert "<caption>Pegawai</caption>" in html
    assert (
        '<th scope="col" aria-sort="ascending"><a href="?sort=-name" aria-describedby="sort-words">'
        in html
    )
    assert '<th scope="row">&lt;Ayu&gt;</th>' in html
    assert '<td data-label="JP" class="number">12</td>' in html


def test_a_checklist_speaks_in_words(pages: Environment) -> None:
    items = [{"label": "Materi", "done": True}, {"label": "Kuis", "done": False, "url": "/quiz"}]
    source = '{% from "_states.html" import checklist %}{{ checklist(items) }}'
    html = render(pages, source, items=items)
    assert "<b>Selesai</b>" in html
    assert "<b>Belum</b>" in html
    assert '<a href="/quiz">Kuis</a>' in html


def test_a_bar_of_nothing_is_still_valid(pages: Environment) -> None:
    source = '{% from "_progress.html" import progress %}{{ progress(0, 0, "Belum ada materi") }}'
    assert '<progress value="0" max="1">' in render(pages, source)


def test_the_shell_offers_the_way_in_or_the_way_out(pages: Environment) -> None:
    ayu = SimpleNamespace(full_name="Ayu Lestari", user_name="ayu")
    link = Link(label="Kursus", url="/courses", current=True, badge=3)
    shell = '{% extends "base.html" %}{% block title %}Kursus{% endblock %}'
    outside = render(pages, shell)
    inside = render(
        pages,
        shell,
        actor=ayu,
        outbox="o",
        menus=Menus(Menu((link,))),
        flashes=[("info", "Baru")],
    )
    assert "<title>Kursus · Balai Belajar</title>" in outside
    assert 'href="/sign-in"' in outside
    assert "/sign-out" not in outside
    assert 'data-outbox="o"' in inside
    assert "outbox" not in outside
    assert '<form method="post" action="/sign-out"><input type="hidden" name="csrf_token"' in inside
    assert '<a href="/courses" aria-current="page">' in inside
    assert '<div class="flash info" role="status">' in inside


def test_a_page_holds_no_style_or_script_of_its_own(pages: Environment) -> None:
    html = render(pages, '{% extends "base.html" %}')
    assert "<style" not in html
    assert "style=" not in html
    assert html.count("<script") == html.count('<script type="module" src=') == 1


def test_a_breakdown_is_told_without_asking_who_reads(pages: Environment) -> None:
    pages.undefined = StrictUndefined  # any use of the person or the menus would raise
    for name in ("csrf_token", "csrf_field", "slot", "menus"):
        del pages.globals[name]
    html = " ".join(
        pages.get_template("errors/error.html")
        .render(code=500, heading="Terganggu", explanation="Coba lagi.", way_out=("Beranda", "/"))
        .split()
    )
    assert "<h1>Terganggu</h1>" in html
    assert '<a class="button" href="/">Beranda</a>' in html


def test_a_missing_page_keeps_the_menus(pages: Environment) -> None:
    link = Link(label="Kursus", url="/courses", current=False, badge=None)
    html = pages.get_template("errors/error.html").render(
        code=404,
        heading="Tidak ditemukan",
        explanation="",
        way_out=None,
        menus=Menus(Menu((link,))),
    )
    assert 'href="/courses"' in html
