"""The first page, walked through by somebody who has only the zip: `python -m tests.newcomer ZIP`.

Each step of 十分钟上手 is done as a person does it, on a machine without Python and with an empty home,
through a terminal; the time of each is printed. What a person needs for reading and for choosing
exports is not measured: the page allows ten minutes for everything.
"""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import openpyxl

from tests.docs import ROOT

_PATIENCE: Final = 300
_QUESTION: Final = ": "


class Newcomer:
    """A desk with a zip, and a note of what was done and how long it took."""

    def __init__(self, folder: Path, zipped: Path) -> None:
        self.folder = folder
        self._zipped = zipped
        self.notes: list[tuple[str, float]] = []

    def walk(self) -> None:
        """All steps, in the order of the page."""
        self._step("把压缩包解压到一个文件夹", self._unpack)
        self._step("双击 试一试（虚构数据）", self._try)
        self._step("把导出文件放进“导出”文件夹", self._export)
        self._step("把“导出”拖到 开始核对 上，按三次回车", self._begin)
        self._step("打开工作台账，看“应转未转”", self._open)
        self._step("第二次双击 开始核对", self._again)

    def _step(self, name: str, work: object) -> None:
        began = time.perf_counter()
        assert callable(work)
        work()
        self.notes.append((name, time.perf_counter() - began))

    def _unpack(self) -> None:
        # As a file manager does: with the permissions that the zip has.
        subprocess.run(["unzip", "-q", str(self._zipped), "-d", str(self.folder)], check=True)

    def _try(self) -> None:
        said = self._typed(["sh", "试用/试一试.sh", "--no-open"], ["\n"])
        assert "应转未转" in said, said
        assert (self.folder / "试用" / "工作台账.xlsx").exists()

    def _export(self) -> None:
        shutil.copytree(ROOT / "sample_exports", self.folder / "导出")

    def _begin(self) -> None:
        words = ["sh", "开始核对.sh", "--no-open", str(self.folder / "导出")]
        said = self._typed(words, ["\n", "\n", "\n", "\n"])
        assert "应转未转" in said, said

    def _open(self) -> None:
        book = openpyxl.load_workbook(self.folder / "工作台账.xlsx", read_only=True)
        assert sum(1 for _row in book["应转未转"].iter_rows()) > 10

    def _again(self) -> None:
        said = self._typed(["sh", "开始核对.sh", "--no-open"], ["\n"])
        assert "导出文件所在" not in said, said

    def _typed(self, words: Sequence[str], answers: Sequence[str]) -> str:
        """What a script shows while each question is answered; its window closes at the end."""
        ours, theirs = pty.openpty()
        home = self.folder.parent / "home"
        tools = self.folder.parent / "bin"
        for place in (home, tools):
            place.mkdir(exist_ok=True)
        for name in ("sh", "dirname", "chmod"):
            if not (tools / name).exists():
                (tools / name).symlink_to(shutil.which(name) or "")
        child = subprocess.Popen(
            [shutil.which(words[0]) or "", *words[1:]], cwd=self.folder, stdin=theirs, stdout=theirs, stderr=theirs,
            env={"HOME": str(home), "PATH": str(tools), "LANG": "zh_CN.UTF-8", "TERM": "xterm"},
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        shown, waiting = b"", list(answers)
        while select.select([ours], [], [], _PATIENCE)[0]:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            shown += part
            asked = shown.rstrip(b"\x1b[?25h").endswith((_QUESTION.encode(), "窗口。".encode()))
            if asked and waiting:
                time.sleep(0.1)
                os.write(ours, waiting.pop(0).encode())
        assert child.wait(60) == 0, shown.decode("utf-8", "replace")
        return shown.decode("utf-8", "replace")


def main(words: list[str]) -> int:
    """Walks and prints the notes; the exit code."""
    with tempfile.TemporaryDirectory() as made:
        desk = Path(made) / "桌面 核对"
        desk.mkdir()
        newcomer = Newcomer(desk, Path(words[0]).absolute())
        newcomer.walk()
    for name, seconds in newcomer.notes:
        print(f"| {name} | {seconds:.1f} s |")
    print(f"| 合计 | {sum(seconds for _name, seconds in newcomer.notes):.1f} s |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
