"""Build hook: compiles the message catalogs (.po) into the form gettext reads (.mo)."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogs(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own examples leave it bare
    """Compiles each catalog before the wheel or the editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Writes one .mo beside each .po under orgtransfer/locale."""
        for source in sorted(Path(self.root, "orgtransfer", "locale").glob("*/LC_MESSAGES/*.po")):
            with source.open("rb") as stream:
                catalog = read_po(stream, locale=source.parent.parent.name)
            with source.with_suffix(".mo").open("wb") as stream:
                write_mo(stream, catalog)
