from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orgtransfer.errors import EXIT_PROTECTED, ProtectedError
from orgtransfer.store import locking

_HOLD = """
import sys, pathlib
from orgtransfer.store import locking
with locking.hold(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_holder_is_told_who_is_at_work_and_since_when(tmp_path: Path) -> None:
    with locking.hold(tmp_path / "lock"), pytest.raises(ProtectedError) as caught:
        locking.hold(tmp_path / "lock").__enter__()
    assert caught.value.exit_code == EXIT_PROTECTED
    assert "process" in str(caught.value)
    assert "?" not in str(caught.value)


def test_the_lock_is_free_again_after_the_block_even_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError), locking.hold(tmp_path / "lock"):
        raise ValueError
    with locking.hold(tmp_path / "lock"):
        pass


@pytest.mark.slow
def test_a_process_that_was_killed_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", _HOLD, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ProtectedError, match=str(other.pid)):
            locking.hold(path).__enter__()
        other.kill()
        other.wait()
        with locking.hold(path):
            pass
