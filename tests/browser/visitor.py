"""A person at a browser of their own: opening pages, signing in, and what a page must keep to.

What does not belong here: what one particular test does on its pages.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

from lms.cli.demo import PASSWORD

AXE = Path(__file__).parent / "vendor" / "axe.min.js"

_SEND = """([path, fields, upload]) => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = path;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('textarea');
    input.name = name;
    input.value = value;
    form.append(input);
  }
  if (upload) {
    const input = document.createElement('input');
    const chosen = new DataTransfer();
    const content = Uint8Array.from(atob(upload.content), letter => letter.charCodeAt(0));
    chosen.items.add(new File([content], upload.name));
    input.type = 'file';
    input.name = 'files';
    input.files = chosen.files;
    form.enctype = 'multipart/form-data';
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""

# The list of what is wrong, each with the element; checked first that axe looked at anything at all.
_FINDINGS = """async rules => {
  const found = await axe.run({resultTypes: ['violations'], ...(rules && {runOnly: rules})});
  if (!rules && !found.passes.length) throw new Error('axe checked nothing');
  return found.violations.flatMap(({id, nodes}) => nodes.map(
    ({html, failureSummary}) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 300)}`));
}"""


class Visitor:
    """A person at a browser of their own; `errors` are the page's and the console's."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.answer: Response | None = None
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        # A refusal is an answer; Chromium logs it as an error all the same.
        if message.type == "error" and "status of 4" not in message.text:
            self.errors.append(message.text)

    def open(self, path: str) -> Page:
        """Open a path of the installation."""
        self.answer = self.page.goto(self.url + path)
        return self.page

    def send(
        self, path: str, fields: Mapping[str, str], upload: tuple[str, bytes] | None = None
    ) -> Page:
        """Send a form as a page of the installation would, with a file (name and content) or none."""
        self.open("/privacy")
        token = self.page.locator("html").get_attribute("data-csrf")
        with self.page.expect_navigation() as navigation:
            self.page.evaluate(_SEND, [path, {"csrf_token": token, **fields}, _as_text(upload)])
        self.answer = navigation.value
        return self.page

    @property
    def status(self) -> int:
        """The status of the last page that was opened or answered a form."""
        assert self.answer is not None
        return self.answer.status

    def sign_in(self, user_name: str) -> Page:
        """Sign in by the form."""
        self.open("/sign-in")
        self.page.fill("[name=identifier]", user_name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self.page

    def axe(self, *rules: str) -> list[str]:
        """What axe-core finds wrong with the page as it is now, by all its rules or by these."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(_axe())
        found: list[str] = self.page.evaluate(_FINDINGS, list(rules) or None)
        return found

    def fits(self) -> bool:
        """Whether the page needs no sideways scrolling."""
        return bool(
            self.page.evaluate(
                "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
        )


def _as_text(upload: tuple[str, bytes] | None) -> dict[str, str] | None:
    if upload is None:
        return None
    return {"name": upload[0], "content": b64encode(upload[1]).decode()}


@cache
def _axe() -> str:
    return AXE.read_text()
