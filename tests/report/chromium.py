"""A headless Chromium for the page's tests: Debian's own, driven by Playwright.

A machine without it skips these tests and says why; continuous integration installs both.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
KEY = """async (typed) => {
    const box = document.getElementById('asked');
    const begun = performance.now();
    box.value = typed;
    box.dispatchEvent(new Event('input'));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - begun;
}"""
"""Milliseconds from a key to the rows being drawn: to evaluate with what is typed."""


def program() -> str:
    """The browser; skips the test where there is none."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: the page is not looked at in a browser")
    return found


@contextmanager
def launched() -> Iterator[Any]:
    """A browser without a sandbox, which containers do not allow, and without the network."""
    driver = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: the page is not looked at"
    )
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """One page in one window, and everything that it said and asked for."""

    def __init__(self, browser: Any, file: Path, **window: Any) -> None:  # noqa: ANN401  # Playwright is optional, so its types are not to be had
        self.said: list[str] = []
        self.asked: list[str] = []
        window.setdefault("viewport", {"width": 1280, "height": 900})
        self.context = browser.new_context(**window)
        self.page = self.context.new_page()
        self.page.on("console", lambda line: self.said.append(f"{line.type}: {line.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.add_init_script(
            "window.shifts = [];"
            "new PerformanceObserver(list => shifts.push(...list.getEntries()"
            ".filter(one => !one.hadRecentInput).map(one => one.value)))"
            ".observe({type: 'layout-shift', buffered: true})"
        )
        self.file = file

    def open(self, place: str = "") -> Any:  # noqa: ANN401  # as above
        """Loads the page and waits until it is ready."""
        self.page.goto(self.file.as_uri() + place)
        self.page.wait_for_function(
            "!document.getElementById('people') || document.documentElement.dataset.ready"
        )
        return self.page

    def close(self) -> None:
        """Closes the window."""
        self.context.close()
