"""A processor that polars cannot run on: a message, where there would be a crash."""

from __future__ import annotations

import os
import subprocess
import sys

OLD = """
import importlib.util, sys
found = importlib.util.find_spec("polars")
spec = importlib.util.spec_from_file_location(
    "polars._cpu_check", found.submodule_search_locations[0] + "/_cpu_check.py")
sys.modules["polars._cpu_check"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
check = module.check_cpu_flags
module._read_cpu_flags = lambda: {"avx2": False}
module.check_cpu_flags = lambda flags: check("+avx2")
from orgtransfer.cli.main import main
main()
"""


def test_an_old_processor_is_told_in_a_line() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OLD, "rules"], capture_output=True, text=True, check=False,
        env={**os.environ, "ORGTRANSFER_LANG": "en", "POLARS_FORCE_PKG": "32"},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        "Error: this processor is too old for this build (it lacks AVX2 or the like). Take the zip "
        "whose name ends with compat, or install orgtransfer[compat].\n"
    )
