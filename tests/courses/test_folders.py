"""Reading folders from a disk, within bounds, and saying what is wrong with them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lms.core.errors import Invalid
from lms.courses.queries import check_folders, describe, folders, publishing_order, read_folder
from lms.courses.rules import in_order_of_prerequisites
from lms.courses.source import CourseFolder
from tests.factories.courses import course_folder, publish_course


def write(folder: CourseFolder, to: Path) -> Path:
    for name, data in folder.files.items():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_bytes(data)
    return to


def test_a_folder_is_read_file_by_file_without_dot_files(tmp_path):
    folder = course_folder(files={"media/a.mp3": b"ID3"})
    write(folder, tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("rahasia")
    (tmp_path / ".DS_Store").write_text("x")

    assert read_folder(tmp_path) == folder


def test_links_are_refused_wherever_they_lead(tmp_path):
    course = write(course_folder(), tmp_path / "kursus")
    for name, target in (("02-lain.md", "/etc/passwd"), ("media", "/etc"), ("03-x.md", "hilang")):
        link = course / name
        os.symlink(target, link)
        with pytest.raises(Invalid) as refused:
            read_folder(course)
        assert refused.value.params["name"] == name
        link.unlink()


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "course.md")
    with pytest.raises(Invalid):
        read_folder(tmp_path)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "course.md").write_text("x")
    for path in (tmp_path / "course.md", tmp_path / "hilang"):
        with pytest.raises(Invalid):
            read_folder(path)


@pytest.mark.parametrize(
    ("bound", "value"), [("MOST_FILES", 1), ("MOST_BYTES", 100), ("MOST_BYTES_OF_ONE", 100)]
)
def test_a_folder_that_is_too_large_is_refused_before_it_is_read(
    tmp_path, monkeypatch, bound, value
):
    write(course_folder(), tmp_path)
    monkeypatch.setattr(folders, bound, value)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))

    with pytest.raises(Invalid):
        read_folder(tmp_path)


@pytest.mark.usefixtures("context")
def test_folders_that_are_checked_together_may_require_each_other():
    publish_course("ada")
    found = check_folders(
        {
            "a": course_folder("lanjut", requires=["dasar", "ada"]),
            "b": course_folder("dasar"),
            "c": course_folder("lain", requires=["hilang"]),
        }
    )

    assert {name: [f.code for f in findings] for name, findings in found.items()} == {
        "a": [],
        "b": [],
        "c": ["E214"],
    }
    ((finding,),) = [findings for findings in found.values() if findings]
    message, params = describe(finding)
    assert "hilang" in message % params


@pytest.mark.usefixtures("context")
def test_a_circle_among_folders_is_found_in_each():
    found = check_folders(
        {
            "a": course_folder("satu", requires=["dua"]),
            "b": course_folder("dua", requires=["satu"]),
        }
    )

    assert [[f.code for f in findings] for findings in found.values()] == [["E215"], ["E215"]]


def test_courses_are_put_after_those_they_require():
    requires = {"c": ["b", "luar"], "a": [], "b": ["a"], "x": ["y"], "y": ["x"]}
    order = list(in_order_of_prerequisites(requires))

    assert sorted(order) == sorted(requires)
    assert order.index("a") < order.index("b") < order.index("c")


def test_folders_are_published_after_those_they_require():
    order = publishing_order(
        {
            "01": course_folder("lanjut", requires=["dasar"]),
            "02": course_folder("dasar"),
            "03": CourseFolder({}),
        }
    )

    assert order == ["02", "01", "03"]


def test_a_long_chain_of_courses_is_put_in_order():
    requires = {str(n): [str(n + 1)] for n in range(5_000)} | {"5000": []}

    assert list(in_order_of_prerequisites(requires)) == [str(n) for n in range(5_000, -1, -1)]
