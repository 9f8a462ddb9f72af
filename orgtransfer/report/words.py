"""What the codes in a summary are called."""

from __future__ import annotations

from typing import Final

from orgtransfer.i18n import N_

ROLES: Final = {"roster": N_("roster"), "register": N_("register")}
KINDS: Final = {
    "members": N_("members"),
    "organisations": N_("organisations"),
    "transfers": N_("transfers"),
}
TIERS: Final = {
    "decided": N_("ruled by a clerk"),
    "auto": N_("automatic"),
    "review": N_("to be judged"),
}
SEVERITIES: Final = {
    "error": N_("must be put right"),
    "warning": N_("to be looked into"),
    "info": N_("for information"),
}
EXEMPTION_STATES: Final = {
    "used": N_("in use"),
    "unused": N_("not needed any more"),
    "expired": N_("expired"),
}
