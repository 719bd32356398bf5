"""Electronic signatures in a PDF (PAdES, ETSI EN 319 142-1, baseline B-B): putting one on, and checking
those that are there.

`Sealer` is where another signer plugs in; `LocalSealer` signs with a key on this machine. pyHanko takes
1.5 s and 44 MB to load, so it is imported inside the functions. What does not belong here: which sealer
an installation has (`actions.sealing`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any, Protocol

FIELD = "TandaTangan"
"""Name of the signature's field in the PDF."""

DIGEST = "sha256"

DEEPEST = 20
"""Levels of the tree of pages that are followed: a damaged one may be a circle."""

_VERIFYING = re.compile(r"https?://\S+/verify/\S+")


class Sealer(Protocol):
    """Whoever signs a PDF: with a key at hand, or by asking a service."""

    def seal(self, pdf: bytes, at: datetime) -> bytes:
        """The PDF with a signature that says it was made at this (aware) moment."""


class NotSealable(ValueError):
    """These bytes are no PDF, or the key and its certificates don't fit."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What checking a signature found. `intact`: the signed bytes are as they were, and nothing follows
    them; `trusted`: a certificate among the given roots vouched for the signer at the moment (`at`) that
    the signature claims."""

    signer: str
    at: datetime | None
    intact: bool
    trusted: bool


class LocalSealer:
    """Signs with an RSA key and certificate from a PEM file: the same PDF, moment and key give the same
    bytes."""

    def __init__(self, pem: bytes) -> None:
        """Read the key, its certificate and the chain above, in this order.

        Raises:
            NotSealable: they aren't there, or don't belong together.
        """
        from asn1crypto import x509
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        blocks = list(_blocks(pem))
        certificates = [x509.Certificate.load(der) for kind, der in blocks if kind == "CERTIFICATE"]
        private = [der for kind, der in blocks if kind == "PRIVATE KEY"]
        if len(private) != 1 or not certificates:
            raise NotSealable("a key and its certificate are needed, in PEM")
        chain = certificates[1:]
        store = SimpleCertificateStore.from_certs(chain)  # type: ignore[no-untyped-call]
        self._signer = _signer_of(private[0], certificates[0], store)
        self.name = _common_name(certificates[0])

    def seal(self, pdf: bytes, at: datetime) -> bytes:
        """The PDF with an invisible signature; nothing may be changed in it any more (DocMDP 1).

        Raises:
            NotSealable: it is no PDF that can be signed.
        """
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
        from pyhanko.sign.general import SigningError
        from pyhanko.sign.signers import PdfSignatureMetadata

        meta = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            name=self.name,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        try:
            signed = _signer_at(at)(meta, self._signer).sign_pdf(_writer(pdf))
        except (PdfError, SigningError) as error:
            raise NotSealable("this is no PDF that can be signed") from error
        return bytes(signed.getvalue())


def seal(pdf: bytes, sealer: Sealer, at: datetime) -> bytes:
    """The PDF, signed by whoever signs here."""
    return sealer.seal(pdf, at)


def seals(pdf: bytes, roots: Sequence[bytes]) -> list[Seal]:
    """Every signature in a PDF, checked without a network against the root certificates (PEM).

    Raises:
        NotSealable: it is no PDF.
    """
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader

    trusted = [
        x509.Certificate.load(der)
        for pem in roots
        for kind, der in _blocks(pem)
        if kind == "CERTIFICATE"
    ]
    with _of_a_stranger():
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return [_checked(one, trusted) for one in found]


def verifying_addresses(pdf: bytes) -> list[str]:
    """The addresses that the links of a PDF give for verifying it: what its QR code says too.

    Raises:
        NotSealable: it is no PDF.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    with _of_a_stranger():
        root = PdfFileReader(BytesIO(pdf)).root
        links = [str(address) for page in _pages(root["/Pages"], 1) for address in _links(page)]
    return sorted({address for address in links if _VERIFYING.fullmatch(address)})


def _signer_of(private: bytes, certificate: Any, store: Any) -> Any:
    """pyHanko's signer with the key read once: checking an RSA key takes a quarter of a second."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from pyhanko.sign.signers import SimpleSigner

    try:
        key = serialization.load_der_private_key(private, password=None)
    except ValueError as error:
        raise NotSealable("this is no private key") from error
    public = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    if not isinstance(key, rsa.RSAPrivateKey):
        raise NotSealable("the key must be an RSA key")
    if key.public_key().public_bytes(*public) != certificate.public_key.dump():
        raise NotSealable("the first certificate isn't that of the key")
    sign = partial(key.sign, padding=padding.PKCS1v15(), algorithm=hashes.SHA256())

    class Signer(SimpleSigner):
        def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
            if digest_algorithm != DIGEST:
                raise ValueError(f"this signs {DIGEST} only")
            return sign(data)

    nothing: Any = None  # the key isn't handed to pyHanko
    return Signer(certificate, signing_key=nothing, cert_registry=store)


def _signer_at(at: datetime) -> Any:
    """pyHanko's signer, at our clock instead of the machine's."""
    from pyhanko.sign.signers import PdfSigner

    class SignerAt(PdfSigner):
        def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = at
            return session

    return SignerAt


def _writer(pdf: bytes) -> Any:
    """A writer that adds to the PDF and takes neither chance nor the machine's clock: its identifiers
    follow from its bytes."""
    from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Writer(IncrementalPdfFileWriter):
        @classmethod
        def _handle_id(cls, prev: Any) -> Any:
            digest = hashlib.sha256(pdf).digest()
            has_one = "/ID" in prev.trailer.flatten()
            first = prev.trailer["/ID"][0] if has_one else ByteStringObject(digest[16:])
            return ArrayObject([first, ByteStringObject(digest[:16])])

        def _update_meta(self) -> None:
            """Nothing: it would note when this machine's clock says that the PDF was changed."""

    return Writer(BytesIO(pdf))


@contextmanager
def _of_a_stranger() -> Iterator[None]:
    """Read what a stranger's file holds: whatever a damaged one does to the library, it is no PDF."""
    try:
        yield
    except NotSealable:
        raise
    except Exception as error:
        raise NotSealable("this is no PDF that can be read") from error


def _checked(found: Any, roots: list[Any]) -> Seal:
    try:
        with _of_a_stranger():
            return _judged(found, roots)
    except NotSealable:  # a signature that can't even be read isn't as it was made
        return Seal("", None, intact=False, trusted=False)


def _judged(found: Any, roots: list[Any]) -> Seal:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    at = found.self_reported_timestamp
    signer = _common_name(found.signer_cert)
    context = ValidationContext(trust_roots=roots, moment=at, allow_fetching=False)
    status = validate_pdf_signature(found, context)
    whole = bool(status.docmdp_ok) and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    intact = bool(status.intact and status.valid) and whole
    return Seal(signer, at, intact, intact and bool(status.trusted))


def _common_name(certificate: Any) -> str:
    return str(certificate.subject.native.get("common_name", ""))


def _blocks(pem: bytes) -> Iterator[tuple[str, bytes]]:
    from asn1crypto.pem import unarmor

    try:
        yield from ((kind, der) for kind, _headers, der in unarmor(pem, multiple=True))
    except ValueError as error:
        raise NotSealable("this is no PEM") from error


def _pages(node: Any, depth: int) -> Iterator[Any]:
    if depth > DEEPEST:
        raise NotSealable("the pages of this PDF are nested too deeply")
    for kid in _items(node["/Kids"]):
        if "/Kids" in kid:
            yield from _pages(kid, depth + 1)
        else:
            yield kid


def _links(page: Any) -> Iterator[Any]:
    if "/Annots" not in page:
        return
    for annotation in _items(page["/Annots"]):
        if "/A" in annotation and "/URI" in annotation["/A"]:
            yield annotation["/A"]["/URI"]


def _items(array: Any) -> Iterator[Any]:
    """What an array's references stand for."""
    return (array[place] for place in range(len(array)))
