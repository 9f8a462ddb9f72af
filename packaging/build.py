"""Builds the folder that runs on a machine without Python, and checks it: `python packaging/build.py`.

Run it in an environment with `pip install ".[build]"`, on the system that it is for. What comes out,
under `dist/`: the folder `orgtransfer`, and `orgtransfer-VERSION-SYSTEM.zip` of it with the files to
double-click, the samples and a checksum beside. PyInstaller's one-folder form starts at once and
unpacks nothing into the system's temporary folder, where lists of people would have no place.

Where `polars-runtime-compat` is installed (`pip install ".[build,compat]"`) the folder runs on
processors without AVX2, and its name says so.
"""

from __future__ import annotations

import hashlib
import importlib.util
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import check
import orgtransfer

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent
DIST: Final = ROOT / "dist"

LARGEST: Final = 120 * 2**20
"""Bytes: what a mail system or an old USB stick still takes."""

TRIAL: Final = "试用"
"""The folder of the zip with invented exports, to try the program."""

UNSTRIPPED: Final = "numpy.libs"
"""NumPy's libraries were moved about after they were linked, and break when they are stripped."""


def main() -> int:
    """Builds, packs, checks what was packed; the exit code."""
    build()
    slim(DIST / "orgtransfer")
    packed = pack(DIST / "orgtransfer")
    check.main([str(packed)])
    size = packed.stat().st_size
    print(
        f"{packed.name}: {size / 2**20:.0f} MB; glibc from {oldest_glibc(DIST / 'orgtransfer')} on"
    )
    return 0 if size <= LARGEST else 1


def build() -> None:
    """The folder `dist/orgtransfer`."""
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath",
         str(DIST), "--workpath", str(ROOT / "build"), str(HERE / "orgtransfer.spec")],
        check=True,
    )  # fmt: skip


def slim(folder: Path) -> None:
    """Takes out what only debuggers read, and the links that stand for a library a second time.

    A USB stick has no links: packed, each would be the library once more.
    """
    for file in sorted(folder.rglob("*")):
        if file.is_symlink():
            file.unlink()
    strip = shutil.which("strip")
    if sys.platform != "linux" or strip is None:
        return
    for file in libraries(folder):
        if UNSTRIPPED not in file.parts:
            subprocess.run([strip, "--strip-unneeded", str(file)], check=True)


def libraries(folder: Path) -> list[Path]:
    """The shared libraries in a folder."""
    return [file for file in sorted(folder.rglob("*")) if re.search(r"\.so(\.|$)", file.name)]


def oldest_glibc(folder: Path) -> str:
    """The oldest C library that everything in the folder runs with; empty where there is none."""
    wanted = {
        tuple(int(part) for part in found.decode().split("."))
        for file in libraries(folder)
        for found in re.findall(rb"GLIBC_(2\.[0-9]+)", file.read_bytes())
    }
    return ".".join(map(str, max(wanted, default=())))


def pack(folder: Path) -> Path:
    """The zip, with what is double-clicked beside the program, and its checksum."""
    packed = DIST / f"orgtransfer-{orgtransfer.__version__}-{system()}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                out.write(file, Path("orgtransfer") / file.relative_to(folder))
        for file, name in beside():
            out.write(file, name)
    digest = hashlib.sha256(packed.read_bytes()).hexdigest()
    packed.with_suffix(".zip.sha256").write_text(f"{digest}  {packed.name}\n", encoding="ascii")
    return packed


def beside() -> Iterator[tuple[Path, str]]:
    """What lies in the zip beside the program: a file, and what it is called there."""
    for file in sorted((HERE / "beside").iterdir()):
        yield file, file.name
    for file in sorted((HERE / "beside-samples").iterdir()):
        yield file, f"{TRIAL}/{file.name}"
    yield ROOT / "config.toml", f"{TRIAL}/config.toml"
    for file in sorted((ROOT / "sample_exports").iterdir()):
        yield file, f"{TRIAL}/sample_exports/{file.name}"
    yield ROOT / "LICENSE", "LICENSE"
    yield ROOT / "orgtransfer" / "topics" / "zh" / "begin.md", "十分钟上手.txt"


def system() -> str:
    """What the folder is for: `linux-x86_64`, `windows-amd64-compat`."""
    compat = importlib.util.find_spec("_polars_runtime_compat") is not None
    name = f"{platform.system().lower()}-{platform.machine().lower()}"
    return f"{name}-compat" if compat else name


if __name__ == "__main__":
    sys.exit(main())
