"""A clerk who saves while a run is at work: not one note is lost."""

from __future__ import annotations

import io
import re
import shutil
import threading
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Final

from orgtransfer import run
from tests.benchmarks.bench_command import write
from tests.mishaps import desk

LARGE: Final = (10_200, 50_200)
"""Rows of the roster and of the register."""
_NOTE: Final = re.compile(r'<c r="([A-Z]+)3"[^>]*><is><t>(?:Note|备注)</t>')
_KEY: Final = "<is><t>key</t>"


def raced(folder: Path, moments: int) -> Counter[str]:
    """The samples, and a large world."""
    samples, large = folder / "samples", folder / "large"
    shutil.copytree(desk.ROOT / "sample_exports", samples / "sample_exports")
    shutil.copy(desk.ROOT / "config.toml", samples)
    workspace = run.load(samples / "config.toml")
    desk.night(workspace)
    found = saved_during(workspace, moments)
    print(f"samples: {dict(found)}", flush=True)
    large.mkdir()
    write(large, "noid", *LARGE)
    workspace = run.load(large / "config.toml")
    desk.night(workspace)
    return found + saved_during(workspace, moments)


def saved_during(workspace: run.Workspace, moments: int) -> Counter[str]:
    """Saves the worklist at so many moments of runs, one a run; are all notes there afterwards?"""
    book = workspace.path(workspace.config.worklist.path)
    _changed(workspace, "开始")
    began = time.monotonic()
    desk.night(workspace)
    seconds = time.monotonic() - began
    found: Counter[str] = Counter()
    typed: list[str] = []
    for moment in range(moments):
        _changed(workspace, f"第{moment}晚")
        text = f"第{moment:02}次保存"
        # What a clerk has had open and saves then: the lines as they were before the run.
        content = with_note(book, text)
        timer = threading.Timer(seconds * moment / moments, _save, [book, content])
        timer.start()
        desk.night(workspace)
        timer.join()
        typed.append(text)
    desk.night(workspace)
    kept = "；".join(desk.kept(workspace))
    found["saved"] = len(typed)
    found["lost"] = sum(text not in kept for text in typed)
    shown = "；".join(desk.shown(book))
    found["not shown"] = sum(text not in shown for text in typed[-3:])
    return found


def with_note(workbook: Path, text: str) -> bytes:
    """The workbook with a note on its first line that has none, as quickly as a large one allows."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(workbook) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if text and entry.filename.startswith("xl/worksheets/sheet"):
                sheet, count = _noted(content.decode(), text)
                content, text = sheet.encode(), "" if count else text
            new.writestr(entry.filename, content)
    if text:
        raise LookupError(workbook)
    return target.getvalue()


def _noted(sheet: str, text: str) -> tuple[str, int]:
    column = _NOTE.search(sheet)
    if column is None or _KEY not in sheet:
        return sheet, 0
    empty = rf'<c r="{column[1]}([0-9]+)" s="([0-9]+)"/>'
    filled = rf'<c r="{column[1]}\1" s="\2" t="inlineStr"><is><t>{text}</t></is></c>'
    return re.subn(empty, filled, sheet, count=1)


def _save(workbook: Path, content: bytes) -> None:
    """As spreadsheet programs do: beside it, and then in its place."""
    fresh = workbook.with_name("~saving.tmp")
    fresh.write_bytes(content)
    fresh.replace(workbook)


def _changed(workspace: run.Workspace, text: str) -> None:
    """Something has changed, so that the night writes a new worklist."""
    path = next(workspace.folder.glob("roster*.csv"), None)
    if path is None:
        return  # that the worklist was saved is change enough
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[-1] = lines[-1].rpartition(",")[0] + f",{text}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
