"""Nights that fail, never come, or never end: each reaches the command of `[notify]`, a real script."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from orgtransfer import run
from tests.cli.conftest import command
from tests.mishaps import desk

_SCRIPT: Final = (
    "import pathlib, sys; pathlib.Path('told.txt').open('a').write(sys.stdin.read() + '---\\n')"
)
_STUCK: Final = (
    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
)


def notified(folder: Path, script: str = _SCRIPT, seconds: int = 20) -> run.Workspace:
    """A small folder whose nights tell a script, which writes down what it was told."""
    folder.mkdir(parents=True, exist_ok=True)
    workspace = run.load(desk.lay_out(folder) / "config.toml")
    (folder / "tell.py").write_text(script, encoding="utf-8")
    words = json.dumps([sys.executable, str(folder / "tell.py")])
    with workspace.file.open("a", encoding="utf-8") as stream:
        stream.write(f"\n[notify]\ncommand = {words}\nseconds = {seconds}\n")
    return run.load(workspace.file)


def told(workspace: run.Workspace) -> str:
    """What the script was told so far."""
    path = workspace.folder / "told.txt"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _orgtransfer(workspace: run.Workspace, *words: str) -> int:
    os.chdir(workspace.folder)
    return int(command("--lang", "en", words[0], "-c", workspace.file, *words[1:]).exit_code)


def failing(folder: Path) -> bool:
    """An export is gone: the night is refused."""
    workspace = notified(folder)
    desk.night(workspace)
    (folder / "register.csv").unlink()
    code = _orgtransfer(workspace, "reconcile", "-q")
    return code == 2 and "refused (2)" in told(workspace) and "register*.csv" in told(workspace)


def absent(folder: Path) -> bool:
    """No run began since the day before yesterday."""
    workspace = notified(folder)
    _orgtransfer(workspace, "reconcile", "-q")
    early = _orgtransfer(workspace, "schedule", "--check")
    _aged(workspace, dt.timedelta(hours=50))
    late = _orgtransfer(workspace, "schedule", "--check")
    return (early, late) == (0, 1) and "no run has come through" in told(workspace)


def hung(folder: Path) -> bool:
    """A run began half a day ago and has not ended, though the one before it is recent enough."""
    workspace = notified(folder)
    _orgtransfer(workspace, "reconcile", "-q")
    _aged(workspace, dt.timedelta(hours=20))
    _killed(workspace)
    _aged(workspace, dt.timedelta(hours=5))
    code = _orgtransfer(workspace, "schedule", "--check", "--within", "40")
    return code == 1 and "has not ended" in told(workspace)


def killed_by_its_scheduler(folder: Path) -> bool:
    """A night that ran too long is ended from outside: the message is passed on."""
    workspace = notified(folder)
    _orgtransfer(workspace, "reconcile", "-q")
    early = _orgtransfer(workspace, "schedule", "--failed")
    _killed(workspace)
    late = _orgtransfer(workspace, "schedule", "--failed")
    return (early, late) == (0, 1) and "did not come through" in told(workspace)


def stuck_command(folder: Path) -> bool:
    """The script itself hangs, with a child of its own: the night ends all the same."""
    workspace = notified(folder, _STUCK, 1)
    began = time.monotonic()
    (folder / "register.csv").unlink()
    return _orgtransfer(workspace, "reconcile", "-q") == 2 and time.monotonic() - began < 20


def by_cron(folder: Path) -> bool:
    """The installed line, run by a real cron within two minutes; its failing reaches the script."""
    workspace = notified(folder)
    (folder / "register.csv").unlink()
    at = dt.datetime.now(workspace.zone) + dt.timedelta(seconds=75)
    before = subprocess.run(["crontab", "-l"], capture_output=True, check=False).stdout
    started = subprocess.Popen(["cron", "-f"])
    try:
        _orgtransfer(workspace, "schedule", "--at", f"{at:%H:%M}", "--for", "cron", "--install")
        for _second in range(150):
            time.sleep(1)
            if "refused (2)" in told(workspace):
                return True
        return False
    finally:
        subprocess.run(["crontab", "-"], input=before, check=False)
        started.terminate()
        started.wait()


NIGHTS: Final[dict[str, Callable[[Path], bool]]] = {
    "failing": failing,
    "absent": absent,
    "hung": hung,
    "ended from outside": killed_by_its_scheduler,
    "a command that hangs": stuck_command,
}


def has_cron() -> bool:
    """Whether a cron can be started here."""
    return bool(shutil.which("cron") and shutil.which("crontab")) and os.geteuid() == 0


def heard_by_cron(folder: Path) -> Counter[str]:
    """The installed line, run by a real cron."""
    return _counted({"by a real cron": by_cron} if has_cron() else {}, folder)


def watched(folder: Path) -> Counter[str]:
    """Each kind of night, and a real cron where there is one."""
    return _counted(NIGHTS | ({"by a real cron": by_cron} if has_cron() else {}), folder)


def _counted(nights: Mapping[str, Callable[[Path], bool]], folder: Path) -> Counter[str]:
    here = Path.cwd()
    found: Counter[str] = Counter()
    for number, (name, night) in enumerate(nights.items()):
        heard = night(folder / str(number))
        os.chdir(here)
        print(f"{name}: {'heard of' if heard else 'not heard of'}", flush=True)
        found["heard of" if heard else f"not heard of: {name}"] += 1
    return found


def _killed(workspace: run.Workspace) -> None:
    """A run that is killed as soon as it is at work."""
    with desk.start(workspace.folder, "reconcile", "-q") as running:
        while run.attempts(workspace)[-1].ended is not None and running.poll() is None:
            time.sleep(0.05)
        running.kill()


def _aged(workspace: run.Workspace, by: dt.timedelta) -> None:
    """The journal as it would be if everything in it had been so much earlier."""
    path = workspace.path(workspace.config.store.path) / "attempts.jsonl"
    lines = []
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        for name in ("started", "ended"):
            if line[name]:
                line[name] = (dt.datetime.fromisoformat(line[name]) - by).isoformat()
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
