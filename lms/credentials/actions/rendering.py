"""Making the PDF of a sheet after it was issued, and storing it as issued.

The library that draws takes 50 MB, so a process of its own draws: it lives as long as a job has sheets to
make, and a page that shows a preview starts one for it. What does not belong here: what stands on a sheet
(`issuing`), how it looks (`source.sheet`).
"""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from time import monotonic
from typing import IO, Any

from sqlalchemy import select, update

from lms.core import children, files, jobs
from lms.core.db import begin_writing, db
from lms.core.errors import NotFound
from lms.credentials.actions import sealing
from lms.credentials.actions.keys import current_key
from lms.credentials.actions.telling import tell_holder
from lms.credentials.models import Certificate, CertificateIssue, CertificateTemplateVersion
from lms.credentials.queries.keys import stolen_keys
from lms.credentials.rules.addresses import verify_url
from lms.credentials.rules.designs import design_from
from lms.credentials.rules.facts import Facts
from lms.credentials.source import tokens
from lms.credentials.source.sheet.order import Order, to_json

CPU_SECONDS = 900
MEMORY_BYTES = 512 * 1024**2
"""Of the process that draws, for all its sheets: only what hangs or swells is ended."""

MOST_AT_ONCE = 500
SECONDS_AT_ONCE = 10.0
"""How many sheets that wait one job makes with its own, and for how long: one process makes them all, but
other work waits meanwhile. What is left has jobs of its own."""

CHILD = "lms.credentials.source.sheet.child"
_HEADER = struct.Struct(">I")
_NOTICES = {
    "completed": "certificate-issued",
    "name": "certificate-reissued",
    "key": "certificate-signed-anew",
}


def _nowhere() -> str:
    raise RuntimeError("lms.credentials.actions.rendering.verified_at() has not been called")


_site: Callable[[], str] = _nowhere


def verified_at(site: Callable[[], str]) -> None:
    """Say who knows below which address certificates are verified."""
    global _site
    _site = site


class Press:
    """Makes sheets in a process of its own, which starts with the first one. A context manager."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Press:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            _pipe(self._child.stdin).close()
            _pipe(self._child.stdout).close()
            self._child.wait()

    @property
    def pid(self) -> int | None:
        """The process, once it was started."""
        return self._child.pid if self._child else None

    def make(self, order: Order) -> bytes:
        """The PDF of an order.

        Raises:
            RuntimeError: the process ended before the whole answer; its own words are in the log.
        """
        if self._child is None:
            self._child = _start()
        message = to_json(order)
        orders, answers = _pipe(self._child.stdin), _pipe(self._child.stdout)
        try:
            orders.write(_HEADER.pack(len(message)) + message)
            orders.flush()
            length = _HEADER.unpack(answers.read(_HEADER.size))[0]
        except (BrokenPipeError, struct.error) as error:
            raise RuntimeError("the process that makes sheets ended") from error
        sheet = answers.read(length)
        if len(sheet) < length:
            raise RuntimeError("the process that makes sheets ended in the middle of one")
        return sheet


def render_certificate(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Make the sheet that was asked for, and others that wait; the handler of the job
    `render-certificate`. Cut off in between it makes the same bytes again, so nothing is there twice."""
    current_key()  # the first sheet of all makes it, and nobody waits while that one is drawn
    yield
    until = monotonic() + SECONDS_AT_ONCE
    with Press() as press:
        for issue_id in _pending(params["issue_id"]):
            issue = db.session.get(CertificateIssue, issue_id)
            if issue is None or issue.sha256 is not None or not issue.holder_name:
                continue
            kid = current_key().kid
            try:
                sheet = render_issue(issue, press)
            except RuntimeError:
                if issue_id == params["issue_id"]:
                    raise
                return  # Its own job tells why.
            _store(issue_id, files.save(sheet), kid)
            yield
            if monotonic() > until:
                return


def render_issue(issue: CertificateIssue, press: Press) -> bytes:
    """The file of an issue, as it will be stored: with what it says signed in its QR, and sealed where
    this installation signs."""
    version = db.session.get_one(CertificateTemplateVersion, issue.template_version_id)
    facts = Facts(**issue.facts)
    token = tokens.sign(facts.signed(), current_key().private)
    sheet = press.make(
        Order(
            design=design_from(version.fields),
            facts=facts,
            address=verify_url(facts.code, token, site=_site()),
            made_at=issue.made_at,
            logo=files.read(version.sha256) if version.sha256 else None,
        )
    )
    return sealing.seal(sheet, issue.made_at)


def sample(order: Order) -> bytes:
    """The file of an order that is nobody's certificate: the preview of a template. It stands among the
    actions because it starts a process; nothing is stored."""
    with Press() as press:
        return press.make(order)


def file_of(certificate_code: str, ordinal: int) -> Path:
    """Where the stored sheet of a certificate lies. For commands and tests.

    Raises:
        NotFound: there is none, or it isn't made yet.
    """
    sha256 = db.session.scalar(
        select(CertificateIssue.sha256)
        .join(Certificate, Certificate.id == CertificateIssue.certificate_id)
        .where(Certificate.code == certificate_code, CertificateIssue.ordinal == ordinal)
    )
    if sha256 is None:
        raise NotFound()
    return files.path(sha256)


def _pending(issue_id: int) -> list[int]:
    """The issue itself and the next ones that wait, in their order."""
    waiting = select(CertificateIssue.id).where(
        CertificateIssue.sha256.is_(None),
        CertificateIssue.holder_name != "",
        CertificateIssue.id >= issue_id,
    )
    return list(db.session.scalars(waiting.order_by(CertificateIssue.id).limit(MOST_AT_ONCE)))


def _store(issue_id: int, sha256: str, kid: str) -> None:
    begin_writing()
    stored = db.session.execute(
        update(CertificateIssue)
        .where(
            CertificateIssue.id == issue_id,
            CertificateIssue.sha256.is_(None),
            CertificateIssue.holder_name != "",
        )
        .values(sha256=sha256, kid=kid)
    )
    if kid in stolen_keys():  # said while the sheet was drawn
        jobs.enqueue("sign-anew", {"kid": kid}, key=f"sign-anew:{kid}:{issue_id}")
    if stored.rowcount:  # type: ignore[attr-defined]
        _tell(db.session.get_one(CertificateIssue, issue_id))


def _tell(issue: CertificateIssue) -> None:
    certificate = db.session.get_one(Certificate, issue.certificate_id)
    if issue.reason == "key" and certificate.revoked_at is not None:
        return  # A signature anew is no news of a certificate that doesn't hold.
    tell_holder(_NOTICES[issue.reason], certificate, f"{certificate.id}:{issue.ordinal}")


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        children.command(CHILD, CPU_SECONDS, MEMORY_BYTES),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=children.environment(),
    )


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
