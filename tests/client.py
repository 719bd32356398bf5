"""A test client that behaves like a browser: it signs in by the form and sends the page's token."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.cli.demo import PASSWORD

_TOKEN = re.compile(r'data-csrf="([0-9a-f]+)"')


class Client(FlaskClient):
    """`sign_in`, `form_post`; otherwise Flask's own client."""

    def csrf(self, page: str = "/privacy") -> str:
        """The token that pages of this session carry."""
        found = _TOKEN.search(self.get(page).get_data(as_text=True))
        assert found, f"{page} carries no token"
        return found.group(1)

    def form_post(
        self, url: str, data: dict[str, Any] | None = None, **kwargs: Any
    ) -> TestResponse:
        """Send a form as a page of this session would."""
        return self.post(url, data={"csrf_token": self.csrf(), **(data or {})}, **kwargs)

    def sign_in(self, user_name: str, password: str = PASSWORD) -> Client:
        """Sign in by the form; returns the client."""
        response = self.form_post("/sign-in", {"identifier": user_name, "password": password})
        assert response.status_code == 302, response.status
        return self
