"""Collects everything to install without an index: `python packaging/wheelhouse.py linux-x86_64`.

What comes out, under `dist/`: `orgtransfer-VERSION-wheels-PLATFORM.zip` with the wheels of the lock
for one platform and every supported Python, the lock itself, and the scripts that install from it.
Each file is checked against its hash when it is fetched and again when it is installed. Only wheels
that run with the C library of `GLIBC` are taken, so that one that needs a newer one fails here.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

import orgtransfer

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent
DIST: Final = ROOT / "dist"

GLIBC: Final = (2, 28)
"""The oldest C library: that of UOS 20, Kylin V10 and RHEL 8."""
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")


def _manylinux(machine: str) -> tuple[str, ...]:
    """The tags of wheels that run with GLIBC on a machine, the newest first."""
    minors = range(GLIBC[1], 4, -1)
    return (*(f"manylinux_2_{minor}_{machine}" for minor in minors), f"manylinux2014_{machine}")


PLATFORMS: Final = {
    "linux-x86_64": _manylinux("x86_64"),
    "linux-aarch64": _manylinux("aarch64"),
    "windows-amd64": ("win_amd64",),
}
"""Platform -> the tags of the wheels that it takes."""


def main(words: list[str]) -> int:
    """Makes the zips of the platforms that are named; the exit code."""
    for platform in words:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            collect(platform, folder)
            packed = pack(platform, folder)
        print(f"{packed.name}: {packed.stat().st_size / 2**20:.0f} MB")
    return 0


def collect(platform: str, folder: Path) -> None:
    """Fills `folder` with wheels, lock and scripts."""
    wheels = folder / "wheels"
    for python in PYTHONS:
        wanted = folder / f"{python}.txt"
        wanted.write_text("".join(needed(platform, python)), encoding="utf-8")
        tags = [word for tag in PLATFORMS[platform] for word in ("--platform", tag)]
        _pip("download", "--no-deps", "--require-hashes", "--only-binary", ":all:", *tags,
             "--python-version", python, "--dest", str(wheels), "-r", str(wanted))  # fmt: skip
        wanted.unlink()
    _pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
    (own,) = wheels.glob("orgtransfer-*.whl")
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    line = f"orgtransfer=={orgtransfer.__version__} --hash=sha256:{digest}\n"
    lock = (HERE / "lock.txt").read_text(encoding="utf-8")
    (folder / "lock.txt").write_text(f"{lock}{line}", encoding="utf-8")
    for file in (HERE / "beside-wheels").iterdir():
        shutil.copy(file, folder)


def needed(platform: str, python: str) -> Iterator[str]:
    """The entries of the lock that a platform and a Python need, without their conditions.

    pip would weigh the conditions by the machine that it runs on.
    """
    there = {
        "sys_platform": "win32" if platform.startswith("windows") else "linux",
        "platform_system": "Windows" if platform.startswith("windows") else "Linux",
        "platform_machine": platform.rpartition("-")[2],
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    for entry in entries((HERE / "lock.txt").read_text(encoding="utf-8")):
        said, *hashes = entry.split(" \\\n")
        wish = Requirement(said)
        if wish.marker is None or wish.marker.evaluate(there):
            yield " \\\n".join([f"{wish.name}{wish.specifier}", *hashes]) + "\n"


def entries(lock: str) -> Iterator[str]:
    """The entries of a lock file: a requirement, and its hashes on further lines."""
    entry: list[str] = []
    for line in lock.splitlines():
        if line.startswith("#"):
            continue
        entry.append(line)
        if not line.endswith("\\"):
            yield "\n".join(entry)
            entry = []


def pack(platform: str, folder: Path) -> Path:
    """The zip, and its checksum."""
    packed = DIST / f"orgtransfer-{orgtransfer.__version__}-wheels-{platform}.zip"
    DIST.mkdir(exist_ok=True)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as out:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                out.write(file, file.relative_to(folder))
    digest = hashlib.sha256(packed.read_bytes()).hexdigest()
    packed.with_suffix(".zip.sha256").write_text(f"{digest}  {packed.name}\n", encoding="ascii")
    return packed


def _pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *words], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
