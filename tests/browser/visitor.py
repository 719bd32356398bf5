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
MOST_STOPS = 250
"""No page has as many places where the focus stops."""

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
  // Targets of 24 px are WCAG 2.2's, which axe looks for only when it is told to.
  const scope = rules ? {runOnly: rules} : {rules: {'target-size': {enabled: true}}};
  const found = await axe.run({resultTypes: ['violations'], ...scope});
  if (!rules && !found.passes.length) throw new Error('axe checked nothing');
  return found.violations.flatMap(({id, nodes}) => nodes.map(
    ({html, failureSummary}) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 300)}`));
}"""

# Buttons, and links that look like one, that are heard alike and do different things, or say nothing.
# Links within texts and tables are heard with what is around them, so they may repeat.
_ALIKE = """() => {
  axe.setup(document);
  const name = element => axe.commons.text.accessibleTextVirtual(axe.utils.getNodeFromTree(element)).trim();
  const fields = form => form ? [...new FormData(form)].filter(([name]) => name !== 'csrf_token') : [];
  // A script's button does what nobody can tell from outside: each is another.
  const doing = element => element.href ?? (element.form
    ? [element.formAction, element.name, element.value, ...fields(element.form)].join() : element);
  const known = new Map();
  for (const element of document.querySelectorAll('button, summary, a.button')) {
    if (!element.checkVisibility()) continue;
    if (element.closest('[aria-hidden=true]')) continue;
    const said = `${element.tagName.toLowerCase()} "${name(element)}"`;
    known.set(said, (known.get(said) ?? new Set()).add(doing(element)));
  }
  axe.teardown();
  return [...known].filter(([said, done]) => said.endsWith('""') || done.size > 1)
    .map(([said, done]) => `${done.size} × ${said}`);
}"""

# What shows where the focus is: the element's own outline, or for an option that of its whole row; and
# whether anything of it can be seen under what stays in place while the page scrolls.
_FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const shown = getComputedStyle(at.closest('.option') ?? at);
  const box = at.getBoundingClientRect();
  const between = (from, to) => [.1, .5, .9].map(part => from + part * (to - from));
  const across = between(Math.max(0, box.left), Math.min(innerWidth, box.right));
  const down = between(Math.max(0, box.top), Math.min(innerHeight, box.bottom));
  const seen = (x, y) => {
    const top = document.elementFromPoint(x, y);
    return top && (at.contains(top) || top.contains(at));
  };
  return {
    what: at.outerHTML.slice(0, 120),
    outlined: shown.outlineStyle !== 'none' && parseFloat(shown.outlineWidth) >= 3,
    inSight: box.width > 0 && across.some(x => down.some(y => seen(x, y))),
  };
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
        # Now and then Chromium loses the answer that the worker passed on, though the page is there.
        self.answer = self.page.goto(self.url + path) or self.page.reload()
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
        self._bring_axe()
        found: list[str] = self.page.evaluate(_FINDINGS, list(rules) or None)
        return found

    def _bring_axe(self) -> None:
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(_axe())

    def alike(self) -> list[str]:
        """The names that more than one button bears, each of which does something else."""
        self._bring_axe()
        found: list[str] = self.page.evaluate(_ALIKE)
        return found

    def wear(self, look: str) -> None:
        """Give the page a look, as the server would (`lms/web/look.py`)."""
        self.page.evaluate("look => { document.documentElement.dataset.look = look }", look)

    def fits(self) -> bool:
        """Whether the page needs no sideways scrolling."""
        return bool(
            self.page.evaluate(
                "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
        )

    def stops_that_hide(self, *, backwards: bool = False) -> list[str]:
        """Walk once through all places of the page where the focus stops; those where nobody sees it."""
        hidden: list[str] = []
        key = "Shift+Tab" if backwards else "Tab"
        self.page.keyboard.press(key)
        for number in range(MOST_STOPS):
            stop = self.page.evaluate(_FOCUS)
            if stop is None:
                assert number > 5, "the walk ended before it began"
                return hidden
            if not (stop["outlined"] and stop["inSight"]):
                hidden.append(stop["what"])
            self.page.keyboard.press(key)
        raise AssertionError("the stops never end")


def _as_text(upload: tuple[str, bytes] | None) -> dict[str, str] | None:
    if upload is None:
        return None
    return {"name": upload[0], "content": b64encode(upload[1]).decode()}


@cache
def _axe() -> str:
    return AXE.read_text()
