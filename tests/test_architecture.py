"""The laws that an import linter can't see: foreign keys, templates, file names and lengths, actions
that begin writing, routes that declare access."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask

from lms.core.db import db
from lms.web.access import declared_access

ROOT = Path(__file__).parents[1]
LMS = ROOT / "lms"
LAYERS = (
    "core",
    "web",
    "accounts",
    "notifications",
    "courses",
    "learning",
    "assessment",
    "credentials",
    "supervision",
    "authoring",
    "api",
    "sync",
    "home",
    "sync",
    "privacy",
)
"""Slices from the ground up; a slice may use those before it."""

SLICES = LAYERS[2:]
PARTS = {"views", "forms", "actions", "queries", "policy", "models", "events", "source", "rules"}
MOST_LINES = 400


def _python_files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def _slice_of(file: Path) -> str:
    return file.relative_to(LMS).parts[0]


def _names(files: Iterable[Path]) -> list[str]:
    return [str(file.relative_to(ROOT)) for file in files]


def test_a_file_stays_under_400_lines() -> None:
    files = _python_files("lms", "tests")
    assert files
    assert _names(f for f in files if len(f.read_text().splitlines()) > MOST_LINES) == []


def test_a_module_says_what_belongs_in_it() -> None:
    files = _python_files("lms")
    assert files
    assert _names(f for f in files if not ast.get_docstring(ast.parse(f.read_text()))) == []


@pytest.mark.parametrize("name", SLICES)
def test_a_slice_holds_only_the_named_files(name: str) -> None:
    parts = {
        entry.stem
        for entry in (LMS / name).iterdir()
        if entry.suffix == ".py"
        or (
            entry.is_dir()
            and entry.name not in {"templates", "__pycache__"}
            and entry.name[0] != "."
        )
    }
    assert parts - {"__init__"} <= PARTS
    templates = LMS / name / "templates"
    assert not templates.exists() or {entry.name for entry in templates.iterdir()} <= {name}


def test_foreign_keys_and_relationships_point_down(app: Flask) -> None:
    owner = {
        mapper.local_table.name: mapper.class_.__module__.split(".")[1]
        for mapper in db.Model.registry.mappers
    }
    for table in db.metadata.tables.values():
        for key in table.foreign_keys:
            above, below = owner[table.name], owner[key.column.table.name]
            assert LAYERS.index(below) <= LAYERS.index(above), (
                f"{table.name} -> {key.target_fullname}"
            )
    for mapper in db.Model.registry.mappers:
        for relation in mapper.relationships:
            above, below = owner[mapper.local_table.name], owner[relation.target.name]
            assert LAYERS.index(below) <= LAYERS.index(above), str(relation)


def test_templates_include_only_their_own_and_lower_ones() -> None:
    reference = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+['\"]([^'\"]+)['\"]")
    for file in sorted(LMS.rglob("templates/**/*.html")):
        above = _slice_of(file)
        for name in reference.findall(file.read_text()):
            folder = name.split("/")[0]
            below = folder if folder in LAYERS else "web"
            assert LAYERS.index(below) <= LAYERS.index(above), f"{file.name} uses {name}"


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
    for file in sorted(LMS.rglob("templates/**/*.html")):
        assert not inline.search(file.read_text()), file


def _public_functions(file: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(file.read_text())
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def _action_files() -> list[Path]:
    files = []
    for name in SLICES:
        files += [LMS / name / "actions.py"] if (LMS / name / "actions.py").exists() else []
        files += sorted((LMS / name / "actions").glob("*.py"))
    return files


def test_database_writes_stand_in_actions_and_core_only() -> None:
    writing = re.compile(r"db\.session\.(?:add|delete|merge|flush)\b|\bbegin_writing\(")
    for file in _python_files("lms"):
        part = file.relative_to(LMS).parts
        if part[0] in {"core", "cli", "schedule.py", "reactions.py"} or "actions" in {
            p.removesuffix(".py") for p in part
        }:
            continue
        assert not writing.search(file.read_text()), file


def test_every_route_declares_its_access(app: Flask) -> None:
    missing = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if declared_access(app.view_functions[rule.endpoint]) is None
    ]
    assert missing == []


def test_addresses_are_english_and_kebab_case(app: Flask) -> None:
    # `/-/` stands between a course and the pages of who runs it: no activity has that key.
    plain = re.compile(r"(/|(/(<[a-z0-9:_]+>|-|[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?))+)")
    for rule in app.url_map.iter_rules():
        assert plain.fullmatch(rule.rule), rule.rule


WRITTEN = {
    ".py",
    ".md",
    ".html",
    ".txt",
    ".js",
    ".css",
    ".toml",
    ".cfg",
    ".ini",
    ".yml",
    ".po",
    ".sh",
    "",
}


def test_the_project_names_no_machine_and_nothing_unfinished() -> None:
    marks = r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError"
    skipped = r"\bpytest\.(mark\.)?(skip|xfail|importorskip)"
    machine = rf"/(home|Users|root)/\w|{re.escape(str(ROOT))}/"
    unwanted = re.compile(f"{marks}|{skipped}|{machine}")
    for file in _project_files():
        assert not unwanted.search(file.read_text()), file


def _project_files() -> list[Path]:
    """What we wrote, without this file, which names what is unwanted."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    files = [ROOT / line for line in listed.stdout.splitlines()]
    wanted = [file for file in files if file.suffix in WRITTEN and "vendor" not in file.parts]
    return [file for file in wanted if file.exists() and file != Path(__file__)]


def test_the_server_starts_without_what_few_requests_need() -> None:
    """Three processes hold what is imported at the start: sheets, spreadsheets, signatures and
    statistics are loaded where they are made."""
    heavy = (
        "fpdf",
        "fontTools",
        "pyhanko",
        "cryptography",
        "openpyxl",
        "xlsxwriter",
        "scipy",
        "PIL",
    )
    told = f"import sys, wsgi; print(*(name for name in {heavy!r} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_loading_the_application_opens_nothing_that_processes_cannot_share() -> None:
    """The server loads it once and forks: a thread would be gone, a connection would be two's."""
    told = (
        "import threading, wsgi; from lms.core.db import db; wsgi.app.app_context().push();"
        "print(threading.active_count(), db.engine.pool.checkedin(), db.engine.pool.checkedout())"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "0", "0"]
