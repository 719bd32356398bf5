"""What comes in, made fit for use before any view sees it: texts without NUL, numbers that a row can
have, JSON that can be read and stored.

What does not belong here: whether a value makes sense, which forms and actions decide.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, Response, current_app, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter, Map

from lms.core.texts import check_texts

LARGEST_NUMBER = 2**31 - 1
"""PostgreSQL numbers rows with 32 bits."""

View = TypeVar("View", bound=Callable[..., Any])

MOST_HEARD_OUT = 32 * 1024 * 1024
CHUNK = 256 * 1024


class Texts(ImmutableMultiDict[str, Any]):
    """Fields of a form or of a query string. NUL is dropped: no keyboard types it, PostgreSQL can't
    store it, and a note that was pasted with one shall be kept all the same."""

    def __init__(self, pairs: Any = ()) -> None:
        super().__init__(
            (name.replace("\0", ""), value.replace("\0", "") if isinstance(value, str) else value)
            for name, value in iter_multi_items(pairs)
        )


class TextsRequest(Request):
    """A request whose forms and query strings are `Texts`."""

    parameter_storage_class = Texts


class Json(DefaultJSONProvider):
    """JSON as Flask reads it, but for what could not be stored."""

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """The value of a JSON text.

        Raises:
            ValueError: it is broken, nested too deeply, or holds a NUL or half a character.
        """
        try:
            value = super().loads(s, **options)
            check_texts(value)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        return value


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: a number that a row can have. Any other is a page that isn't there."""

    def __init__(self, routes: Map) -> None:
        super().__init__(routes, max=LARGEST_NUMBER)


def counting(text: str) -> int:
    """A number that the database can count with, for `request.args.get("page", 1, type=counting)`.

    Raises:
        ValueError: it is none.
    """
    number = int(text)
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError(f"{number} is out of range")
    return number


def takes_up_to(size_bytes: int) -> Callable[[View], View]:
    """A view that takes larger requests than others (uploads); stands under its declared access."""

    def mark(view: View) -> View:
        view.takes_up_to = size_bytes  # type: ignore[attr-defined]
        return view

    return mark


def allow_size() -> None:
    """Let the request be as large as its view takes; before anything reads it."""
    view = current_app.view_functions.get(request.endpoint or "")
    size_bytes = getattr(view, "takes_up_to", None)
    if size_bytes is not None:
        request.max_content_length = size_bytes


def refuse_nul() -> None:
    """No address of ours has a NUL in it.

    Raises:
        NotFound: this one has.
    """
    if "\0" in request.path:
        raise NotFound


def hear_out(response: Response) -> Response:
    """Read on what is refused for its size: a browser shows an answer only after it has sent all."""
    if response.status_code == 413:
        source = request.environ["wsgi.input"]
        left = MOST_HEARD_OUT
        while left > 0 and (part := source.read(CHUNK)):
            left -= len(part)
    return response


def install(app: Flask) -> None:
    """Read every request of the app in this way; comes before the routes are added."""
    app.request_class = TextsRequest
    app.json = Json(app)
    app.url_map.converters["int"] = RowNumber
    app.before_request(refuse_nul)
    app.before_request(allow_size)
    app.after_request(hear_out)
