"""Findings as SARIF 2.1.0, the format in which code hosts show them at their line.

Source of the shape: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 2020,
sections 3.13 (sarifLog), 3.14 (run), 3.27 (result). What does not belong here: the words of the
findings, which come translated.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from lms.courses.source.codes import CODES
from lms.courses.source.finding import Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class Said(NamedTuple):
    """A finding in the reader's words."""

    file: str
    line: int
    code: str
    severity: Severity
    message: str


def as_sarif(findings: Iterable[Said], *, tool: str) -> dict[str, Any]:
    """A SARIF log of one run of `tool`; files are addresses relative to the course's folder."""
    results = list(findings)
    rules = sorted({finding.code for finding in results})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": tool, "rules": [_rule(code) for code in rules]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, rules) for finding in results],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    known = CODES.get(code)
    return {"id": code} | ({"shortDescription": {"text": known.meaning}} if known else {})


def _result(finding: Said, rules: list[str]) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "ruleIndex": rules.index(finding.code),
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(finding.file, errors="surrogateescape")},
                    "region": {"startLine": finding.line},
                }
            }
        ],
    }
