"""Findings as SARIF: what a code host needs to show them at their line."""

from __future__ import annotations

from lms.courses.source import CODES
from lms.courses.source.sarif import Said, as_sarif

WRONG = Said("02-pelaku & mitra.md", 12, "E503", "error", "Belum ada pilihan yang benar.")
ADVICE = Said("course.md", 1, "W412", "warning", "Kurung kurawal tampil sebagai teks.")


def test_a_finding_becomes_a_result_at_its_line() -> None:
    [run] = as_sarif([WRONG], tool="Ruang Belajar")["runs"]
    [result] = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert result["level"] == "error"
    assert result["message"]["text"] == WRONG.message
    assert place["region"] == {"startLine": 12}
    assert place["artifactLocation"]["uri"] == "02-pelaku%20%26%20mitra.md"


def test_a_file_name_of_no_encoding_is_an_address_of_its_bytes() -> None:
    [run] = as_sarif([WRONG._replace(file="\udcff.md")], tool="Ruang Belajar")["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "%FF.md"


def test_each_rule_is_described_once_and_results_point_to_it() -> None:
    [run] = as_sarif([WRONG, ADVICE, WRONG], tool="Ruang Belajar")["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["E503", "W412"]
    assert rules[0]["shortDescription"]["text"] == CODES["E503"].meaning
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        "E503",
        "W412",
        "E503",
    ]


def test_a_finding_of_publishing_has_a_rule_too() -> None:
    [run] = as_sarif([WRONG._replace(code="E801")], tool="Ruang Belajar")["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "E801"}]


def test_nothing_found_is_a_run_without_results() -> None:
    [run] = as_sarif([], tool="Ruang Belajar")["runs"]
    assert run["results"] == []
