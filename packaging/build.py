"""Builds the folder that runs on a machine without Python, and checks it: `python packaging/build.py`.

Run it in an environment with `pip install ".[build]"`, on the system that it is for. What comes out,
under `dist/`: the folder `orgtransfer`, and `orgtransfer-VERSION-SYSTEM.zip` of it with the files to
double-click, the samples and a checksum beside. PyInstaller's one-folder form starts at once and
unpacks nothing into the system's temporary folder, where lists of people would have no place.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import orgtransfer

HERE = Path(__file__).parent
ROOT = HERE.parent
DIST = ROOT / "dist"

LARGEST = 120 * 2**20
"""Bytes: what a mail system or an old USB stick still takes."""

COMMANDS = (
    ("reconcile", "-q"),
    ("reconcile", "-q"),
    ("runs",),
    ("diff",),
    ("rules",),
    ("explain", "RL01"),
    ("inspect", "sample_exports"),
    ("config", "check"),
    ("letters", "write", "--all"),
    ("corrections",),
    ("worklist", "--split-by", "unit", "--letters"),
    ("export", "findings", "-o", "findings.csv"),
    ("export", "records", "-o", "records.parquet"),
    ("export", "links", "-o", "links.json"),
    ("report", "-o", "report.html"),
    ("report", "--people", "-o", "people.html"),
    ("schedule",),
)
"""Every reader, writer and command runs once from the built folder: a forgotten import shows."""


def main() -> int:
    """Builds, checks, packs; the exit code."""
    build()
    check(DIST / "orgtransfer")
    packed = pack(DIST / "orgtransfer")
    size = packed.stat().st_size
    print(f"{packed.name}: {size / 2**20:.0f} MB")
    return 0 if size <= LARGEST else 1


def build() -> None:
    """The folder `dist/orgtransfer`."""
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath",
         str(DIST), "--workpath", str(ROOT / "build"), str(HERE / "orgtransfer.spec")],
        check=True,
    )  # fmt: skip


def check(folder: Path) -> None:
    """Runs every command on the samples, with no Python in reach, in a folder with a blank."""
    program = folder / ("orgtransfer.exe" if sys.platform == "win32" else "orgtransfer")
    kept = ("SYSTEMROOT", "TEMP", "TMP", "HOME")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    with tempfile.TemporaryDirectory() as made:
        desk = Path(made) / "我的 文件夹"
        desk.mkdir()
        shutil.copy(ROOT / "config.toml", desk)
        shutil.copytree(ROOT / "sample_exports", desk / "sample_exports")
        samples = sorted(path.as_posix() for path in (desk / "sample_exports").iterdir())
        for words in COMMANDS:
            asked = ("inspect", *samples) if words[0] == "inspect" else words
            done = subprocess.run(
                [str(program), *asked], cwd=desk, env=environment, capture_output=True, check=False
            )
            if done.returncode:
                sys.stderr.buffer.write(done.stderr)
                raise SystemExit(f"{' '.join(words)}: exit code {done.returncode}")
            print(f"ok: {' '.join(words)}")


def pack(folder: Path) -> Path:
    """The zip, with what is double-clicked beside the program, and its checksum."""
    system = f"{platform.system().lower()}-{platform.machine().lower()}"
    packed = DIST / f"orgtransfer-{orgtransfer.__version__}-{system}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                out.write(file, Path("orgtransfer") / file.relative_to(folder))
        for file in sorted((HERE / "beside").iterdir()):
            out.write(file, file.name)
        for file in (ROOT / "LICENSE", ROOT / "README.zh-CN.md"):
            out.write(file, file.name)
    digest = hashlib.sha256(packed.read_bytes()).hexdigest()
    packed.with_suffix(".zip.sha256").write_text(f"{digest}  {packed.name}\n", encoding="ascii")
    return packed


if __name__ == "__main__":
    sys.exit(main())
