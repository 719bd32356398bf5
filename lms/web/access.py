"""Who may call a route. Every view declares it with one of six decorators; a request to a view
that doesn't is refused, and a test walks all routes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, g, has_request_context, request
from flask_login import LoginManager, current_user
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from lms.core.permissions import Permission, authorise

View = TypeVar("View", bound=Callable[..., Any])

login_manager = LoginManager()
# A row in the database decides whether a session lives; Flask-Login's own marks add nothing.
login_manager.session_protection = None
# Nor does its hash of address and browser, which would weigh 100 bytes in the cookie of every request.
login_manager._session_identifier_generator = str


@dataclass(frozen=True)
class Declared:
    """A view's declared access: public, signed in, or with a permission; from programs, or from scripts
    of our pages, in their own ways."""

    public: bool = False
    token: bool = False
    script: bool = False
    permission: Permission | None = None


def public(view: View) -> View:
    """Anybody may call the view, signed in or not."""
    return _declare(view, Declared(public=True))


def signed_in(view: View) -> View:
    """Everybody who has signed in may call the view; rows are loaded through policy inside."""
    return _declare(view, Declared())


def by_script(view: View) -> View:
    """Everybody who has signed in may call the view, through a script of our own pages. Where it comes
    from is proven without the form's token (`csrf`), which a page that waited for days may not have."""
    return _declare(view, Declared(script=True))


def needs(permission: Permission) -> Callable[[View], View]:
    """Only people with the permission may call the view at all."""
    return lambda view: _declare(view, Declared(permission=permission))


def by_token(view: View) -> View:
    """Only programs may call the view, with a person's token (`Authorization: Bearer …`): a browser's
    session doesn't count, so no other site can send it along."""
    return _declare(view, Declared(token=True))


def by_token_of(permission: Permission) -> Callable[[View], View]:
    """Like `by_token`, and the person must have the permission."""
    return lambda view: _declare(view, Declared(token=True, permission=permission))


def programs_are_known_by(person_of: Callable[[str], Any]) -> None:
    """Say who finds the person (or None) whose token a program holds."""
    global _person_of_token
    _person_of_token = person_of


def _nobodys_token(token: str) -> Any:  # noqa: ARG001 - the shape of the hook
    return None


_person_of_token: Callable[[str], Any] = _nobodys_token


def declared_access(view: Callable[..., Any]) -> Declared | None:
    """What a view declared, or None."""
    return getattr(view, "declared_access", None)


def actor() -> Any:
    """The person who is signed in (`Person`).

    Raises:
        Unauthorized: nobody is.
    """
    user = _user()
    if not user.is_authenticated:
        raise Unauthorized
    return user.person


def actor_or_none() -> Any:
    """The person who is signed in, or None; nobody is in a command."""
    if not has_request_context():
        return None
    user = _user()
    return user.person if user.is_authenticated else None


def _user() -> Any:
    # Where the library keeps who is signed in, once it has looked: a page asks dozens of times.
    return g.get("_login_user") or current_user


def standing(person: Any) -> tuple[object, ...]:
    """What the shell shows of a person besides the name: it decides on menus and badges."""
    roles = tuple(sorted(grant.id for grant in person.role_grants))
    return (person.has_reports, roles, *person.figures.items())


def is_reading() -> bool:
    """Whether the pages are shown as somebody else sees them, who then does nothing."""
    # Where the library keeps who is signed in. Neither visitors nor programs read as somebody.
    return bool(getattr(g.get("_login_user"), "is_reading", False))


def check_access() -> None:
    """Refuse the request unless its view's declaration admits it.

    Raises:
        Unauthorized: nobody is signed in.
        Forbidden: the person lacks the permission.
        RuntimeError: the view declares nothing.
    """
    if request.endpoint is None:
        return
    declared = declared_access(current_app.view_functions[request.endpoint])
    if declared is None:
        raise RuntimeError(f"the view {request.endpoint} declares no access")
    if declared.public:
        return
    if declared.token:
        _let_in_program()
    person = actor()
    if declared.permission is not None:
        authorise(person, declared.permission)


class Program:
    """A program that acts for a person, in the place of a signed-in browser."""

    is_authenticated = True

    def __init__(self, person: Any) -> None:
        self.person = person

    def get_id(self) -> str:
        """No cookie is ever made of it."""
        raise RuntimeError("a program has no session")


def _let_in_program() -> None:
    sent = request.authorization
    token = sent.token if sent is not None and sent.type == "bearer" else None
    person = _person_of_token(token) if token else None
    if person is None:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    g._login_user = Program(person)


def takes_token() -> bool:
    """Whether the request goes to a view for programs."""
    declared = _declared_here()
    return declared is not None and declared.token


def is_for_scripts() -> bool:
    """Whether the request goes to a view for scripts of our pages."""
    declared = _declared_here()
    return declared is not None and declared.script


def _declared_here() -> Declared | None:
    view = current_app.view_functions.get(request.endpoint or "")
    return declared_access(view) if view else None


def install(app: Flask) -> None:
    """Check every request of the app; who is signed in is asked of `login_manager`."""
    # Templates are told who reads by `layout`; the library's way asks the database on error pages too.
    login_manager.init_app(app, add_context_processor=False)
    app.before_request(check_access)


def _declare(view: View, declared: Declared) -> View:
    view.declared_access = declared  # type: ignore[attr-defined]
    return view
