"""The lock holds what `pyproject.toml` asks for, with hashes, and says nothing about this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import wheelhouse

ROOT = Path(__file__).parents[2]
LOCKS = ("lock.txt", "lock-dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked(name: str) -> dict[str, list[Requirement]]:
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    wishes = [Requirement(entry.split(" \\\n")[0]) for entry in wheelhouse.entries(text)]
    return {
        key: [wish for wish in wishes if canonicalize_name(wish.name) == key]
        for key in {canonicalize_name(wish.name) for wish in wishes}
    }


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_what_is_asked_for(name: str) -> None:
    asked = list(PROJECT["dependencies"])
    if name == "lock-dev.txt":
        asked += [
            *PROJECT["optional-dependencies"]["dev"],
            *PROJECT["optional-dependencies"]["build"],
        ]
    have = locked(name)
    for wish in map(Requirement, asked):
        found = have.get(canonicalize_name(wish.name), [])
        versions = [next(iter(one.specifier)).version for one in found]
        assert versions, f"{wish.name}: run python packaging/lock.py"
        assert all(wish.specifier.contains(version) for version in versions), wish


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    assert all("--hash=sha256:" in entry for entry in wheelhouse.entries(text))
    assert not re.search(r"https?:|file:|/work|/opt", text)


def test_a_platform_gets_what_it_needs() -> None:
    linux = "".join(wheelhouse.needed("linux-x86_64", "3.11"))
    windows = "".join(wheelhouse.needed("windows-amd64", "3.14"))
    assert "tzdata" in windows
    assert "tzdata" not in linux
    assert linux.count("numpy==") == windows.count("numpy==") == 1
    assert ";" not in linux + windows


def test_no_wheel_may_need_a_newer_glibc_than_is_stated() -> None:
    tags = wheelhouse.PLATFORMS["linux-aarch64"]
    minors = [int(tag.split("_")[2]) for tag in tags if tag.startswith("manylinux_")]
    assert max(minors) == wheelhouse.GLIBC[1] == 28


needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


def installed(folder: Path, python: str) -> subprocess.CompletedProcess[bytes]:
    shutil.copytree(ROOT / "packaging" / "beside-wheels", folder, dirs_exist_ok=True)
    return subprocess.run(
        ["/bin/sh", folder / "install.sh"], env={"PYTHON": python, "PATH": "/usr/bin:/bin"},
        capture_output=True, check=False,
    )  # fmt: skip


@needs_sh
def test_without_python_the_script_says_so(tmp_path: Path) -> None:
    done = installed(tmp_path, "no-such-python")
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "没有找到 Python 3.11 或更高版本。请改用不需要 Python 的压缩包。\n"
    )


@pytest.mark.slow
@needs_sh
def test_a_file_that_was_changed_is_not_installed(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "mdurl-0.1.2-py3-none-any.whl").write_bytes(b"not what was locked")
    (tmp_path / "lock.txt").write_text(
        "mdurl==0.1.2 --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8"
    )
    done = installed(tmp_path, sys.executable)
    assert done.returncode == 2
    assert "没有装好" in done.stderr.decode()
    assert "HASHES" in done.stderr.decode()


@pytest.mark.parametrize("folder", ["beside", "beside-wheels"])
def test_batch_files_have_the_line_ends_of_windows(folder: str) -> None:
    for file in (ROOT / "packaging" / folder).glob("*.cmd"):
        content = file.read_bytes()
        assert content.count(b"\n") == content.count(b"\r\n") > 3
