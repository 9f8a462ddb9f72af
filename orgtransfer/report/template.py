"""The templates of the pages."""

from __future__ import annotations

import jinja2


def template(name: str) -> jinja2.Template:
    """The template `name`; whatever is put into it is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("orgtransfer.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
