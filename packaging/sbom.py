"""Prints what the zips are made of, as a CycloneDX document: `python packaging/sbom.py`.

Names, versions and hashes are those of the lock, from which everything is built.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orgtransfer
import wheelhouse

HERE = Path(__file__).parent


def document(lock: str) -> dict[str, Any]:
    """The document (CycloneDX 1.6) about a lock file."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "orgtransfer",
                "version": orgtransfer.__version__,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": list(_components(lock)),
    }


def _components(lock: str) -> Iterator[dict[str, Any]]:
    for entry in wheelhouse.entries(lock):
        found = re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", entry)
        if found is None:
            raise ValueError(entry)
        name, version = found.groups()
        yield {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "hashes": [
                {"alg": "SHA-256", "content": digest}
                for digest in re.findall(r"sha256:([0-9a-f]{64})", entry)
            ],
        }


if __name__ == "__main__":
    json.dump(document((HERE / "lock.txt").read_text(encoding="utf-8")), sys.stdout, indent=1)
