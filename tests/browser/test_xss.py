"""Nothing that authors or learners write runs in a real browser, whichever page shows it.

The pages' own protection against scripts (CSP) is switched off, so that the renderer and the templates
are judged alone; a proof comes first that an attack which got through would be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route
from sqlalchemy import select

from config import settings
from lms.accounts.models import Person
from lms.app import create_app
from lms.core.db import begin_writing, db
from lms.courses.actions import publish_folder
from lms.courses.models import Activity, Course, Revision
from tests.browser.attacked import SEARCHED, Attacked, batches, build, joined
from tests.browser.payloads import Payload, payloads
from tests.browser.visitor import Visitor
from tests.factories.courses import course_folder
from tests.factories.learning import committed, enrolled
from tests.tools import server

FIELDS = {"lesson title", "lesson", "question", "option", "feedback", "explanation"}
LEAST = 1_000
"""Attacks that the corpus holds at least."""

# Pages can shadow properties of elements, so only the prototypes' own functions are called.
_WATCH = """(() => {
  window.__fired = first => window.__report(String(first?.raw ? first[0] : first));
  for (const name of ['alert', 'confirm', 'prompt']) window[name] = window.__fired;
  addEventListener('securitypolicyviolation', event => window.__violated(event.violatedDirective));
})()"""

_PROVOKE = """async () => {
  const of = (element, name) => Element.prototype.getAttribute.call(element, name) ?? '';
  const wait = () => new Promise(resolve => setTimeout(resolve, 20));
  const leave = event => {
    const links = event.composedPath().filter(one => one instanceof Element && of(one, 'href'));
    if (links.some(one => !/^javascript:/i.test(new URL(of(one, 'href'), location).protocol)))
      event.preventDefault();
  };
  EventTarget.prototype.addEventListener.call(window, 'click', leave, true);
  EventTarget.prototype.addEventListener.call(
    window, 'submit', event => event.preventDefault(), true);
  const found = [];
  for (const element of [...Document.prototype.querySelectorAll.call(document, '*')]) {
    const names = Element.prototype.getAttributeNames.call(element);
    const tag = element.localName;
    for (const name of names) {
      if (name.startsWith('on')) {
        found.push(`<${tag} ${name}>`);
        EventTarget.prototype.dispatchEvent.call(element, new Event(name.slice(2)));
      }
      if (['href', 'src', 'action', 'formaction', 'data', 'xlink:href'].includes(name)) {
        const written = of(element, name);
        let protocol = 'unreadable:';
        try { protocol = new URL(written, location).protocol; } catch { /* said below */ }
        if (!['http:', 'https:', 'mailto:', 'tel:'].includes(protocol)) {
          found.push(`<${tag} ${name}=${written.slice(0, 80)}>`);
          EventTarget.prototype.dispatchEvent.call(
            element, new MouseEvent('click', {bubbles: true, cancelable: true}));
        }
      }
    }
    const ours = new URL(of(element, 'src') || '/', location).origin === location.origin;
    if (tag === 'script' && !(of(element, 'src') && ours)) found.push('<script>');
    if (['base', 'embed', 'iframe', 'object', 'style'].includes(tag)) found.push(`<${tag}>`);
    if (tag === 'meta' && names.includes('http-equiv')) found.push('<meta>');
    if (tag !== 'a' && tag !== 'link' && !ours) found.push(`<${tag}> of another site`);
  }
  await wait();
  return found;
}"""


class Watch:
    """A browser that notes what runs, what would be blocked, and what is asked of other sites."""

    def __init__(self, browser: Browser, host: server.Server, *, protected: bool = False) -> None:
        self.url = host.url
        self.context: BrowserContext = browser.new_context(bypass_csp=not protected)
        self.fired: set[str] = set()
        self.violations: list[str] = []
        self.elsewhere: list[str] = []
        self.context.expose_binding("__report", lambda _, number: self.fired.add(str(number)))
        self.context.expose_binding("__violated", lambda _, what: self.violations.append(what))
        self.context.add_init_script(_WATCH)
        self.context.route(lambda url: not url.startswith(host.url), self._refuse)

    def _refuse(self, route: Route) -> None:
        self.elsewhere.append(route.request.url)
        route.abort()

    def provoke(self, page: Page) -> list[str]:
        """Set off everything on the page that could run; returns what shouldn't be there."""
        found: list[str] = page.evaluate(_PROVOKE)
        return found


@pytest.fixture(scope="module")
def corpus() -> list[Payload]:
    """The attacks."""
    return payloads()


@pytest.fixture(scope="module")
def attacked(installation: dict[str, str], corpus: list[Payload]) -> Attacked:
    """The installation full of attacks."""
    return build(installation, corpus)


@pytest.fixture
def watch(browser: Browser, host: server.Server) -> Iterator[Watch]:
    """A browser without CSP."""
    watching = Watch(browser, host)
    yield watching
    watching.context.close()


def test_the_corpus_is_large(corpus: list[Payload]) -> None:
    assert len({one.text for one in corpus}) >= LEAST
    assert len({one.number for one in corpus}) == len(corpus)


def test_nothing_runs_on_any_page(watch: Watch, attacked: Attacked, corpus: list[Payload]) -> None:
    found: list[str] = []
    for who in dict.fromkeys(person for person, _ in attacked.pages):
        visitor = Visitor(watch.context, watch.url)
        watch.context.clear_cookies()
        visitor.sign_in(who)
        for path in (path for person, path in attacked.pages if person == who):
            page = visitor.open(path)
            assert visitor.status == 200, (who, path, visitor.status)
            found += [f"{path}: {what}" for what in watch.provoke(page)]
        visitor.page.close()
    print(
        f"{len(corpus)} attacks, {len(attacked.pages)} pages; published by field: "
        f"{attacked.published}; requests elsewhere: {len(watch.elsewhere)}"
    )
    assert set(attacked.published) == FIELDS
    assert watch.fired == set()
    assert found == []
    assert watch.elsewhere == []


def test_nothing_runs_in_a_search(watch: Watch, attacked: Attacked, corpus: list[Payload]) -> None:
    visitor = Visitor(watch.context, watch.url)
    visitor.sign_in("ayu")
    answers = []
    for group in batches(corpus, SEARCHED):
        answer = watch.context.request.get(f"{watch.url}/courses?q={quote(joined(group))}&page=9")
        assert answer.status in (200, 404)
        answers.append(re.sub(r"(?s).*?(<main.*</main>).*", r"\1", answer.text()))
    body = "<!doctype html><title>q</title>" + "".join(answers)
    assert body.count("<main") >= LEAST // 3
    watch.context.route(
        "**/semua-pencarian", lambda route: route.fulfill(body=body, content_type="text/html")
    )
    found = watch.provoke(visitor.open("/semua-pencarian"))
    assert (watch.fired, found, watch.elsewhere) == (set(), [], [])


@pytest.fixture(scope="module")
def careless(installation: dict[str, str], corpus: list[Payload]) -> str:
    """The path of a lesson that holds the live attacks as nobody sanitised them.

    It stands there before anybody opens it: compiled pages are kept in the server's process.
    """
    app = create_app(settings(installation) | {"CLOCK_FILE": ""})
    with app.app_context():
        committed()
        publish_folder(course_folder("ceroboh", quiz=False), actor_id=None)
        begin_writing()
        lesson = db.session.scalars(
            select(Activity)
            .join(Revision, Revision.id == Activity.revision_id)
            .join(Course, Course.id == Revision.course_id)
            .where(Course.key == "ceroboh", Activity.key == "materi-1")
        ).one()
        lesson.body_html = "".join(f"<div>{one.text}</div>" for one in corpus if one.live)
        committed()
        ayu = db.session.scalars(select(Person.id).where(Person.user_name == "ayu")).one()
        enrolled(ayu, "ceroboh")
        db.engine.dispose()
    return "/learn/ceroboh/materi-1"


def test_what_gets_through_is_seen(watch: Watch, careless: str, corpus: list[Payload]) -> None:
    visitor = Visitor(watch.context, watch.url)
    visitor.sign_in("ayu")
    found = watch.provoke(visitor.open(careless))
    live = {str(one.number) for one in corpus if one.live}
    assert live - watch.fired == set()
    assert len(found) >= len(live)
    assert watch.elsewhere == []


def test_what_gets_through_is_stopped_by_the_policy_of_our_pages(
    browser: Browser, host: server.Server, careless: str
) -> None:
    watch = Watch(browser, host, protected=True)
    visitor = Visitor(watch.context, watch.url)
    visitor.sign_in("ayu")
    watch.provoke(visitor.open(careless))
    assert watch.fired == set()
    assert len(watch.violations) >= 50
    watch.context.close()
