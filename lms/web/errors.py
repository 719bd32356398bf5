"""Errors as pages of the same shell, or as JSON for a script: plain words and a way out."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from lms.core import db as database
from lms.core.errors import Busy, Conflict, Forbidden, Invalid, NotFound, TooMany
from lms.web.locale import forget_person
from lms.web.slots import provider

log = logging.getLogger(__name__)


def wants_json() -> bool:
    """Whether a script of ours, or a program, asked."""
    if request.path.startswith("/api/"):
        return True
    return request.accept_mimetypes.best == "application/json" or request.is_json


def error_page(
    code: int, explanation: str | None = None, heading: str | None = None, *, again: bool = False
) -> Response:
    """The page (or JSON) for an error, with its status; 503 where the database can't be asked who
    reads it. The way out is the same address `again`, else the first page."""
    try:
        return _page(code, explanation, heading, again=again)
    except OperationalError as error:
        return _database(error)


def _page(
    code: int, explanation: str | None, heading: str | None = None, *, again: bool = False
) -> Response:
    if code >= 500:
        forget_person()
    usual_heading, usual = _words(code)
    heading, text = heading or usual_heading, explanation or usual
    if wants_json():
        response = jsonify(error=heading, message=text)
    else:
        response = make_response(
            render_template(
                "errors/error.html",
                code=code,
                heading=heading,
                explanation=text,
                way_out=(_("Coba lagi"), "") if again else (_("Ke beranda"), "/"),
            )
        )
    response.status_code = code
    return response


def _words(code: int) -> tuple[str, str]:
    words = {
        400: (
            _("Halaman ini sudah usang"),
            _("Muat ulang halaman, lalu kirim sekali lagi. Yang sudah tersimpan tidak hilang."),
        ),
        401: (_("Anda belum masuk"), _("Masuk dahulu untuk membuka halaman ini.")),
        403: (
            _("Anda tidak berwenang"),
            _("Halaman ini hanya untuk peran lain. Hubungi admin bila menurut Anda ini keliru."),
        ),
        404: (
            _("Halaman tidak ditemukan"),
            _("Alamatnya mungkin salah ketik, atau halaman ini tidak dibuka untuk Anda."),
        ),
        405: (
            _("Cara membuka halaman ini keliru"),
            _("Kembali ke halaman sebelumnya dan gunakan tombol yang tersedia."),
        ),
        409: (
            _("Keadaan sudah berubah"),
            _("Hal ini sudah berubah sejak halaman dibuka. Muat ulang, lalu coba lagi."),
        ),
        413: (
            _("Kiriman terlalu besar"),
            _("Perkecil isian atau berkasnya, lalu kirim lagi. Tidak ada yang tersimpan."),
        ),
        429: (_("Terlalu banyak percobaan"), _("Tunggu sebentar, lalu coba lagi.")),
        503: (
            _("Layanan sedang sibuk"),
            _("Isian Anda belum tersimpan. Tunggu sebentar, lalu kirim lagi."),
        ),
    }
    default = (
        _("Terjadi kesalahan di pihak kami"),
        _("Yang baru dikirim belum tersimpan. Coba lagi; bila berulang, hubungi bantuan."),
    )
    return words.get(code, default)


def _http(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    code = error.code or 500
    if code < 400:
        return error
    held = provider("errors.unauthorized") if code == 401 and not wants_json() else None
    if held is not None:
        return held()
    return error_page(code)


def _too_many(error: TooMany) -> Response:
    minutes = -(-error.retry_after // 60)
    response = error_page(
        429, _("Terlalu banyak percobaan. Coba lagi dalam %(minutes)s menit.", minutes=minutes)
    )
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _busy(error: Busy) -> Response:
    response = error_page(
        409, _(error.message), _("Layanan sedang sibuk"), again=request.method == "GET"
    )
    response.headers["Retry-After"] = "5"
    return response


def _said(code: int, error: Any) -> Response:
    return error_page(code, _(error.message, **error.params) if error.message else None)


def _database(error: OperationalError) -> Response:
    log.error("database: %s", error)
    database.rollback()
    response = _page(503, None)
    response.headers["Retry-After"] = "5"
    return response


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected", exc_info=error)
    database.rollback()
    return _page(500, None)


def install(app: Flask) -> None:
    """Handle every error of the app."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, lambda error: _said(404, error))
    app.register_error_handler(Forbidden, lambda error: _said(403, error))
    app.register_error_handler(Conflict, lambda error: _said(409, error))
    app.register_error_handler(Invalid, lambda error: _said(422, error))
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)
