"""Makes the pictures of the first page from the samples: `python -m tests.pictures`.

The window, the worklist and the page as a clerk sees them on the day of the samples; needs Chromium,
LibreOffice and pdftoppm (poppler-utils). Where a picture is out of date, a run of this command shows it as a change.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests import docs

AS_OF: Final = "2026-11-20"
_PAGE: Final = """<meta charset="utf-8"><style>
body {{ margin: 0; background: #1e1e1e; color: #e6e6e6; }}
pre {{ padding: 16px; font: 15px/1.5 "Noto Sans Mono CJK SC", monospace; }}
</style><pre>{text}</pre>"""


def main() -> int:
    """Writes the three pictures; the exit code."""
    docs.PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        desk = Path(made)
        shutil.copy(docs.ROOT / "config.toml", desk)
        shutil.copytree(docs.ROOT / "sample_exports", desk / "sample_exports")
        said = _run(desk, "reconcile", "--as-of", AS_OF)
        _run(desk, "report")
        window = desk / "window.html"
        window.write_text(_PAGE.format(text=html.escape(said)), encoding="utf-8")
        _screenshot(window, "terminal", 900, 620)
        _screenshot(desk / "report.html", "page", 1100, 900)
        _converted(desk / "工作台账.xlsx", desk)
    return 0


def _run(desk: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "orgtransfer", "--lang", "zh", *words],
        cwd=desk, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return f"> orgtransfer {' '.join(words)}\n{done.stdout}"


def _screenshot(page: Path, name: str, width: int, height: int) -> None:
    target = docs.PICTURES / f"{name}.png"
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         f"--window-size={width},{height}", f"--screenshot={target}", page.as_uri()],
        check=True, capture_output=True,
    )  # fmt: skip


def _converted(book: Path, desk: Path) -> None:
    """The first sheet as LibreOffice draws it; it finds no file of a Chinese name in a C locale."""
    plain = Path(shutil.copy(book, desk / "worklist.xlsx"))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(desk / 'office').as_uri()}",
         "--convert-to", "pdf", "--outdir", str(desk), str(plain)],
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(
        ["pdftoppm", "-png", "-r", "80", "-singlefile", str(plain.with_suffix(".pdf")),
         str(docs.PICTURES / "workbook")],
        check=True,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
