"""Which weights a run links by: the shipped ones, or those of the file that the configuration names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from orgtransfer.errors import ConfigError
from orgtransfer.i18n import _
from orgtransfer.match import learnt
from orgtransfer.match.explain import comparison_text
from orgtransfer.match.learnt import Shares
from orgtransfer.run.workspace import Workspace

WEIGHTS: Final = "weights"
"""In `Run.summary`: the digest of the weights that the run linked by; empty: the shipped ones."""
SHARES: Final = "shares"
"""In `Run.summary`: what they were learnt to be, see `learnt.Shares`."""


def shares(workspace: Workspace) -> Shares:
    """The shares in the configured file; nothing where none is configured.

    Raises:
        ConfigError: it is missing, no text, or broken.
    """
    name = workspace.config.match.weights
    if not name:
        return {}
    try:
        content = workspace.path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = _("match.weights: {file} cannot be read").format(file=name)
        raise ConfigError([message]) from error
    return learnt.parse(content, name)


def recorded(found: Shares) -> dict[str, Any]:
    """What a run remembers of its weights."""
    kept = {name: dict(kinds) for name, kinds in found.items()}
    return {WEIGHTS: learnt.digest(found), SHARES: kept}


def of(summary: Mapping[str, Any]) -> Shares:
    """The shares of a run, by its `summary`; a run of an earlier version had the shipped weights."""
    found: Shares = summary.get(SHARES, {})
    # As the file has them, whatever order the store kept them in.
    return {
        name: {kind: found[name][kind] for kind in kinds}
        for name, kinds in learnt.KINDS.items()
        if name in found
    }


def told(summary: Mapping[str, Any]) -> str:
    """Which weights a run linked by, in words."""
    digest = summary.get(WEIGHTS, "")
    if not digest:
        return _("Weights: as shipped.")
    names = ", ".join(map(comparison_text, of(summary)))
    return _("Weights: learnt ({digest}), of {comparisons}.").format(
        digest=digest, comparisons=names
    )
