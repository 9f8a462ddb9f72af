"""The workflows name what there is, and the list of parts holds every part."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import build
import sbom
import wheelhouse

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("file", WORKFLOWS, ids=[file.name for file in WORKFLOWS])
def test_what_a_workflow_runs_is_there(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    scripts = re.findall(r"packaging/[a-z-]+\.(?:py|txt)", text)
    assert scripts
    assert [script for script in scripts if not (ROOT / script).exists()] == []
    asked = re.findall(r"wheelhouse.py ([a-z]+-)", text)
    assert set(asked) <= {name.partition("-")[0] + "-" for name in wheelhouse.PLATFORMS}


def test_every_supported_python_is_tested_on_every_system() -> None:
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert f"python: {json.dumps(list(wheelhouse.PYTHONS))}" in text
    assert all(name in text for name in ("ubuntu-24.04,", "ubuntu-24.04-arm", "windows-2022"))


def test_the_list_of_parts_is_the_lock() -> None:
    lock = (ROOT / "packaging" / "lock.txt").read_text(encoding="utf-8")
    made = sbom.document(lock)
    assert len(made["components"]) == len(list(wheelhouse.entries(lock))) > 20
    assert all(part["hashes"] and part["version"] for part in made["components"])
    script = [sys.executable, str(ROOT / "packaging" / "sbom.py")]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == made


def test_the_zip_has_what_the_first_page_speaks_of() -> None:
    names = {name for _file, name in build.beside()}
    page = (ROOT / "orgtransfer" / "topics" / "zh" / "begin.md").read_text(encoding="utf-8")
    for name in ("开始核对.cmd", "开始核对.desktop", "开始核对.sh"):
        assert name in names
        assert f"`{name}`" in page
    assert {"试用/试一试.cmd", "试用/试一试.sh", "试用/config.toml", "十分钟上手.txt"} <= names
    assert all(file.exists() for file, _name in build.beside())


def test_the_oldest_glibc_is_stated() -> None:
    stated = ".".join(map(str, wheelhouse.GLIBC))
    for lang in ("zh", "en"):
        page = ROOT / "orgtransfer" / "topics" / lang / "install.md"
        assert f"glibc {stated}" in page.read_text(encoding="utf-8")
