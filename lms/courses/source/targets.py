"""Where links and pictures lead: to an activity, a file of the course, another site, or nowhere.

Targets are found by `inline`; here they are compared with what the course has.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from lms.courses.source.codes.code import Code
from lms.courses.source.codes.media import (
    BACKSLASH,
    BAD_SCHEME,
    EMPTY_ALT,
    EMPTY_LINK,
    EXTERNAL_PICTURE,
    LINK_WITHOUT_ACTIVITY,
    MISSING_FILE,
    NOT_IN_MEDIA,
    OUTSIDE_FOLDER,
    PDF_AS_PICTURE,
    UNKNOWN_ACTIVITY,
    WRONG_CASE,
)
from lms.courses.source.finding import FileReport
from lms.courses.source.folder import MEDIA_FOLDER, Media, media_kind
from lms.courses.source.inline import Target
from lms.courses.source.naming import Nearest
from lms.courses.source.outline import MediaReference

DECORATION = "-"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_Problem = tuple[Code, dict[str, object]]
_LINKABLE = ("http:", "https:", "mailto:", "tel:")


@dataclass(slots=True)
class TargetChecker:
    """Checks targets one file after the other and gathers the media that texts use."""

    media: Media
    activities: Mapping[str, str]
    """Files of activities by id."""
    whole: bool
    """Whether these are all activities: else nobody can say that one is missing."""
    references: list[MediaReference] = field(default_factory=list)

    def check(self, targets: Iterable[Target], report: FileReport) -> None:
        """Report every target that leads nowhere; note the media."""
        for target in targets:
            if target.picture and not target.text:
                report.add(target.line, EMPTY_ALT, target=target.destination)
            problem = self._problem(target, report)
            if problem is not None:
                code, params = problem
                report.add(target.line, code, target=target.destination, **params)

    def _problem(self, target: Target, report: FileReport) -> _Problem | None:
        destination = target.destination
        scheme = _SCHEME.match(destination)
        if not destination:
            return EMPTY_LINK, {}
        if scheme is not None or destination.startswith("//"):
            return _problem_of_address(scheme[0].lower() if scheme else "https:", target)
        if "\\" in destination:
            return BACKSLASH, {"right": destination.replace("\\", "/")}
        path, _, anchor = unquote(destination).partition("#")
        if not target.picture and (not path or (path.endswith(".md") and "/" not in path)):
            return self._problem_of_activity(path, anchor)
        return self._problem_of_file(target, path, report)

    def _problem_of_activity(self, path: str, anchor: str) -> _Problem | None:
        if path and path not in self.media.others:
            return MISSING_FILE, {"path": path}
        if not anchor:
            return LINK_WITHOUT_ACTIVITY, {"path": path}
        if anchor not in self.activities:
            if not self.whole:
                return None
            return UNKNOWN_ACTIVITY, {"id": anchor, "nearest": Nearest(anchor, self.activities)}
        if path and self.activities[anchor] != path:
            return UNKNOWN_ACTIVITY, {
                "id": anchor,
                "nearest": f"{self.activities[anchor]}#{anchor}",
            }
        return None

    def _problem_of_file(self, target: Target, path: str, report: FileReport) -> _Problem | None:
        normal = posixpath.normpath(path)
        if path.startswith("/") or normal.startswith(".."):
            return OUTSIDE_FOLDER, {}
        if not normal.startswith(MEDIA_FOLDER):
            return NOT_IN_MEDIA, {"right": MEDIA_FOLDER + posixpath.basename(normal)}
        found = self.media.path_of(normal)
        if found is not None:
            return self._take(target, found, report)
        other = self.media.path_in_other_case(normal)
        if other is not None:
            # It is used, only misspelt: no second finding for the same mistake.
            self._take(target, other, report)
            return WRONG_CASE, {"right": other}
        # A file that is refused for its ending has its finding already.
        return None if normal in self.media.others else (MISSING_FILE, {"path": normal})

    def _take(self, target: Target, path: str, report: FileReport) -> _Problem | None:
        kind = media_kind(path)
        # Only files with a known ending are in `media`.
        assert kind is not None
        self.references.append(
            MediaReference(
                path=path,
                written=target.destination,
                kind=kind,
                alt="" if target.text == DECORATION else target.text,
                file=report.file,
                line=target.line,
                size_bytes=self.media.sizes[path],
            )
        )
        return (PDF_AS_PICTURE, {}) if target.picture and kind == "document" else None


def _problem_of_address(scheme: str, target: Target) -> _Problem | None:
    if scheme not in _LINKABLE:
        return BAD_SCHEME, {"known": " ".join(_LINKABLE)}
    return (EXTERNAL_PICTURE, {}) if target.picture else None
