"""What a file is, told by its first bytes and by what it contains."""

from __future__ import annotations


def sniff(data: bytes) -> str:
    """The format of a file: xlsx or text."""
    return "xlsx" if data[:4] == b"PK\3\4" else "text"
