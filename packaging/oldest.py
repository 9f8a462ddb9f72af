"""Fails where a built folder needs a newer C library than is promised: `oldest.py dist/orgtransfer`."""

from __future__ import annotations

import sys
from pathlib import Path

import build
import wheelhouse


def main(words: list[str]) -> int:
    """Compares; the exit code."""
    found = build.oldest_glibc(Path(words[0]))
    print(f"glibc {found}")
    return 0 if tuple(map(int, found.split("."))) <= wheelhouse.GLIBC else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
