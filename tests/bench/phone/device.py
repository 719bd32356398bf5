"""A slow phone: Chromium with a small screen, a sixth of this machine's speed and a line of 400 kbit/s;
what it felt of a page and of a touch.

What does not belong here: what is asked of the figures (`rows`), counting bytes of all targets (`line`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Locator, Page

SCREEN = {"width": 360, "height": 800}
SPEED = 400_000 / 8
SLOW_LINE = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": SPEED,
    "uploadThroughput": SPEED,
}
CPU_RATE = 6
UNTHROTTLED = "/health/live"
"""Opened first: the first request of a new tab is sent before the tab can be made slow."""

# The largest paint so far, in milliseconds after the page was asked for.
_LARGEST_PAINT = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
    .observe({ type: 'largest-contentful-paint', buffered: true });
})"""

# What touches cost from the finger to the next paint, told as it happens: the page may be left by one.
_TOLD = """new PerformanceObserver((list) => {
  for (const { interactionId, duration } of list.getEntries()) {
    if (interactionId) console.debug(`interaction ${duration}`);
  }
}).observe({ type: 'event', durationThreshold: 16 });"""


class Phone:
    """A browser of its own, with an empty cache; `page` is its tab."""

    def __init__(self, browser: Browser, url: str, state: Any) -> None:
        self.url = url
        self.context = browser.new_context(viewport=SCREEN, storage_state=state)  # type: ignore[arg-type]
        self.context.add_init_script(_TOLD)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note)
        self._root, self._numbers = browser.new_browser_cdp_session(), count(1)
        self._sizes: list[float] = []
        self._interactions: list[float] = []
        self.page.goto(url + UNTHROTTLED)
        self._slow_down(self.context.new_cdp_session(self.page))

    def _slow_down(self, tab: CDPSession) -> None:
        tab.send("Network.enable")
        tab.send("Network.emulateNetworkConditions", SLOW_LINE)
        tab.send("Emulation.setCPUThrottlingRate", {"rate": CPU_RATE})
        tab.on(
            "Network.loadingFinished", lambda told: self._sizes.append(told["encodedDataLength"])
        )

    def _note(self, message: ConsoleMessage) -> None:
        if message.text.startswith("interaction "):
            self._interactions.append(float(message.text.split()[1]))

    def open(self, path: str) -> float:
        """Open a page; seconds to its largest paint."""
        self._sizes.clear()
        self.page.goto(self.url + path)
        return float(self.page.evaluate(_LARGEST_PAINT)) / 1e3

    def loaded(self) -> list[float]:
        """Bytes of each response that the page, not its worker, has had since it was opened."""
        self.page.wait_for_load_state("networkidle")
        return list(self._sizes)

    def touch(self, control: Locator) -> None:
        """Touch something, of which `interaction` tells what it cost."""
        control.scroll_into_view_if_needed()
        self._interactions.clear()
        control.click()

    def interaction(self) -> float:
        """Seconds of the worst event of the last touch; 16 ms or less aren't told."""
        self.page.evaluate("() => new Promise((resolve) => { setTimeout(resolve, 50); })")
        return max(self._interactions, default=16.0) / 1e3

    def wait_for_worker(self) -> None:
        """The site's worker is there, with all that it keeps, and on the same slow line."""
        self.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
        for target in self._root.send("Target.getTargets")["targetInfos"]:
            if target["type"] == "service_worker" and target["url"].startswith(self.url):
                self._slow_worker(target["targetId"])
        self.page.wait_for_load_state("networkidle")

    def _slow_worker(self, target: str) -> None:
        # Playwright gives no session for a worker.
        attach = {"targetId": target, "flatten": False}
        session = self._root.send("Target.attachToTarget", attach)["sessionId"]
        for method, values in (
            ("Network.enable", {}),
            ("Network.emulateNetworkConditions", SLOW_LINE),
        ):
            said = json.dumps({"id": next(self._numbers), "method": method, "params": values})
            told = {"sessionId": session, "message": said}
            self._root.send("Target.sendMessageToTarget", told)

    def close(self) -> None:
        """Put it away."""
        self._root.detach()
        self.context.close()


@contextmanager
def slow_phone(browser: Browser, url: str, state: Any) -> Iterator[Phone]:
    """A phone on which somebody has signed in and nothing else was done."""
    phone = Phone(browser, url, state)
    try:
        yield phone
    finally:
        phone.close()
