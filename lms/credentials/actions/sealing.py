"""Whether and how this installation signs the PDF of a certificate (`E_SIGNATURE`).

A sealer of another kind is added to `SEALERS`; `docs/operation.md` says what it has to do. What does not
belong here: signing itself (`source.pades`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from lms.core import clock, keyfiles
from lms.core.errors import NotReady
from lms.credentials.source.pades import LocalSealer, NotSealable, Sealer
from lms.credentials.source.pades import seal as sealed
from lms.credentials.source.trial import make_trial

NONE, LOCAL = "none", "local"


def _local(file: Path) -> Sealer:
    return LocalSealer(file.read_bytes())


SEALERS: Mapping[str, Callable[[Path], Sealer]] = {LOCAL: _local}
"""How the sealer of each kind is made from the file of `E_SIGNATURE_FILE`."""

_kind, _file = NONE, Path()
_sealer: Sealer | None = None


def seal_with(kind: str, file: Path) -> None:
    """Say how PDFs are signed: not at all (`none`), or by a sealer, made at its first use.

    Raises:
        NotReady: there is no sealer of that kind.
    """
    global _kind, _file, _sealer
    if kind != NONE and kind not in SEALERS:
        kinds = ", ".join((NONE, *SEALERS))
        raise NotReady(
            f"E_SIGNATURE={kind}: there is no such signer, only {kinds}. docs/operation.md,"
            " “Electronic signatures”, says how one is added."
        )
    _kind, _file, _sealer = kind, file, None


def seal(pdf: bytes, at: datetime) -> bytes:
    """The PDF as it is issued at a moment: signed, or as it was where this installation doesn't sign.

    Raises:
        NotReady: the sealer lacks its key, or that key isn't of use.
        NotSealable: it is no PDF that can be signed.
    """
    sealer = present_sealer()
    return pdf if sealer is None else sealed(pdf, sealer, at)


def present_sealer() -> Sealer | None:
    """Whoever signs here; None where nobody does.

    Raises:
        NotReady: the sealer lacks its key, or that key isn't of use.
    """
    global _sealer
    if _kind == NONE:
        return None
    try:
        _sealer = _sealer or SEALERS[_kind](_file)
    except (OSError, NotSealable) as error:
        raise NotReady(f"E_SIGNATURE={_kind} can't sign with {_file}: {error}") from error
    return _sealer


def own_roots() -> list[bytes]:
    """The certificates (PEM) that this installation itself signs by; none where it doesn't."""
    return [_file.read_bytes()] if _kind == LOCAL and _file.exists() else []


def make_trial_certificate(organisation: str) -> tuple[Path, Path]:
    """Make a key with a certificate that says it is for trying out, in the file of `E_SIGNATURE_FILE`,
    and its root beside it; returns both files.

    Raises:
        FileExistsError: there is a key already.
    """
    if _file.exists():
        raise FileExistsError(f"{_file} exists already")
    trial = make_trial(organisation, clock.now())
    root = _file.with_name(f"{_file.stem}-root.pem")
    keyfiles.made_once(_file, lambda: trial.signing)
    root.write_bytes(trial.root)
    return _file, root
