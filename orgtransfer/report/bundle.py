"""What is built into the page: style, script and the chart library, and the policy that seals it.

The library is Apache ECharts with only the charts used; `bundled/echarts.toml` records its version
and digest, `bundled/echarts.LICENSE.txt` its licences, and packaging/echarts/build.sh makes it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib import resources
from typing import Final

from markupsafe import Markup

EARLY: Final = "document.documentElement.className='js'"
"""Runs before anything is drawn, so that nothing moves when the script takes over."""
_FILES: Final = ("figures.js", "folds.js")
_PEOPLE: Final = ("unpack.js", "search.js", "table.js", "person.js")


def style() -> str:
    """The style sheet."""
    return _text("templates/page.css")


def code(*, people: bool) -> str:
    """The page's script.

    Args:
        people: whether it has to search findings and people.
    """
    files = ("words.js", *_PEOPLE, *_FILES) if people else ("words.js", "search.js", *_FILES)
    inner = "\n".join(_text(f"scripts/{file}") for file in files)
    return f"'use strict';(()=>{{\n{inner}\n}})();"


def charts() -> str:
    """The chart library."""
    return _text("bundled/echarts.min.js")


def policy(style: str, code: str) -> str:
    """The Content-Security-Policy: no request at all, and no script or style but the page's own.

    Args:
        style: the style sheet.
        code: the page's script; empty where there is none.
    """
    parts = ["default-src 'none'", f"style-src {_digest(style)}"]
    if code:
        parts.append("script-src " + " ".join(map(_digest, (EARLY, charts(), code))))
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])


def safe(text: str) -> Markup:
    """Our own text, or JSON and base64 without `<`, as it has to stand in the page.

    Raises:
        ValueError: it would end the element that it stands in.
    """
    if "</" in text and ("</script" in text.lower() or "</style" in text.lower()):
        raise ValueError("a bundled file would end its element")
    return Markup(text)  # noqa: S704  # nothing of an export comes here unescaped: see charts.as_json


def _digest(text: str) -> str:
    # The browser digests what stands between the tags, with line ends as its parser reads them.
    digest = hashlib.sha256(text.replace("\r\n", "\n").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@functools.cache
def _text(name: str) -> str:
    file = resources.files("orgtransfer.report").joinpath(name)
    return file.read_text(encoding="utf-8").replace("\r\n", "\n")
