"""Chromium on a phone: a profile that outlives its process, and the ways in which tabs, worker and browser
die.

What does not belong here: what the learner does (`phone`).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType, ConsoleMessage, Page
from playwright.sync_api import Error as PlaywrightError

from tests.faults.outbox.compared import Ledger
from tests.tools import chromium, server

# What the page puts into the outbox, and when the browser says that the disk has it.
_WATCHED = """(() => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, ...key) {
    if (this.name === 'events') {
      const tell = (said) => console.debug(`ledger ${JSON.stringify(said)}`);
      tell({ made: value });
      this.transaction.addEventListener('complete', () => tell({ kept: value.event_id }));
    }
    return put.call(this, value, ...key);
  };
})();"""


class Browser:
    """The browser; `page` is the tab in hand, `ledger` what it kept."""

    context: BrowserContext
    page: Page

    def __init__(self, chromium_type: BrowserType, profile: Path) -> None:
        self.ledger = Ledger()
        self._type, self._profile = chromium_type, profile
        self._process: subprocess.Popen[bytes] | None = None

    def switch_on(self) -> None:
        """Start the browser on its profile, as it was left."""
        told = self._profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                chromium.ensure(),
                *chromium.ARGUMENTS,
                f"--user-data-dir={self._profile}",
                "--remote-debugging-port=0",
                "--window-size=360,800",
                "about:blank",
            ],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        port = server.until(lambda: told.exists() and told.read_text().split("\n")[0], "Chromium")
        self._connected = self._type.connect_over_cdp(f"http://127.0.0.1:{port}")
        self.context = self._connected.contexts[0]
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(_WATCHED)
        self.context.on("console", self._note)
        self.new_tab()

    def kill(self) -> None:
        """End the browser and all that belongs to it at once, as a flat battery would."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._connected.close()

    def new_tab(self) -> None:
        """Another tab, the one in hand from now on; the others are closed without a word."""
        others = self.context.pages
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        for page in others:
            page.close(run_before_unload=False)

    def crash_tab(self) -> None:
        """The tab's process dies."""
        try:
            self.page.goto("chrome://crash", timeout=5_000)
        except PlaywrightError:
            self.new_tab()
        else:
            raise AssertionError("the tab didn't crash")

    def stop_worker(self) -> None:
        """The browser ends the worker, as it does with one that is idle."""
        devtools = self.context.new_cdp_session(self.page)
        devtools.send("ServiceWorker.enable")
        devtools.send("ServiceWorker.stopAllWorkers")
        devtools.detach()

    def forget_responses(self) -> None:
        """The browser's own cache is empty, as though what it held had grown too old."""
        devtools = self.context.new_cdp_session(self.page)
        devtools.send("Network.clearBrowserCache")
        devtools.detach()

    def settle(self) -> None:
        """Hear what the page has said until now."""
        self.page.evaluate("() => undefined")

    def _note(self, message: ConsoleMessage) -> None:
        if not message.text.startswith("ledger "):
            return
        said = json.loads(message.text.removeprefix("ledger "))
        if "made" in said:
            self.ledger.made.setdefault(said["made"]["event_id"], said["made"])
        else:
            self.ledger.kept.add(said["kept"])
