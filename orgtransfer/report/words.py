"""What the codes in a summary are called."""

from __future__ import annotations

from typing import Final

from orgtransfer.i18n import N_, _
from orgtransfer.models import STATES, VERDICTS, VerdictLine

ROLES: Final = {"roster": N_("roster"), "register": N_("register")}
KINDS: Final = {
    "members": N_("members"),
    "organisations": N_("organisations"),
    "transfers": N_("transfers"),
}
FIELDS: Final = {
    "name": N_("name"),
    "id_number": N_("ID number"),
    "member_no": N_("member number"),
    "sex": N_("sex"),
    "ethnicity": N_("ethnic group"),
    "birth_date": N_("birth date"),
    "education": N_("education"),
    "category": N_("kind of member"),
    "join_date": N_("joining date"),
    "full_date": N_("full member since"),
    "branch": N_("branch"),
    "branch_code": N_("branch code"),
    "parent": N_("superior organisation"),
    "unit": N_("unit"),
    "original_unit": N_("original unit"),
    "association": N_("association"),
    "post": N_("post"),
    "position": N_("position"),
    "phone": N_("phone"),
    "address": N_("address"),
    "state": N_("membership state"),
    "lost_since": N_("out of contact since"),
    "flow": N_("floating member"),
    "flow_since": N_("floating since"),
    "moved_in": N_("moved in on"),
    "moved_out": N_("moved out on"),
    "dues_paid_to": N_("dues paid to"),
    "remark": N_("remark"),
    "org_name": N_("organisation name"),
    "org_short_name": N_("organisation short name"),
    "org_former_name": N_("organisation former name"),
    "org_code": N_("organisation code"),
    "org_kind": N_("kind of organisation"),
    "parent_code": N_("superior's code"),
    "secretary": N_("secretary"),
    "contact": N_("contact"),
    "contact_phone": N_("contact's phone"),
    "founded": N_("founded on"),
    "term_from": N_("term from"),
    "term_to": N_("term to"),
    "functional": N_("functional branch"),
    "may_admit": N_("may admit members"),
    "members_stated": N_("members stated"),
    "letter_no": N_("letter number"),
    "from_org": N_("moves from"),
    "to_org": N_("moves to"),
    "issued": N_("letter issued on"),
    "valid_days": N_("days of validity"),
    "received": N_("received on"),
    "receipt": N_("receipt"),
    "transfer_state": N_("state of the transfer"),
}
"""The fields of the exports (frames.FIELDS) and what each is called."""
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

ALIKE: Final = {
    "same_number": N_("same sound ID number, but names unlike"),
    "id_parts": N_("two of the three parts of the ID number are the same"),
    "member_no": N_("same member number"),
    "phone": N_("same phone number"),
    "name": N_("same name"),
    "name_folded": N_("same characters in the name, in any order or form"),
    "reading": N_("name sounds alike, same year of birth"),
    "reading_unit": N_("name sounds alike, same unit"),
    "name_part_birth": N_("name differs in one character at most, same month of birth"),
    "name_look_unit": N_("name looks alike, same unit"),
    "name_lost_unit": N_("name with an unreadable character, same unit"),
    "birth_unit": N_("same date of birth, same unit"),
    "surname_birth_unit": N_("same surname, month of birth and unit"),
    "two_numbers": N_("same name and phone number, whatever the ID numbers"),
    "two_numbers_birth": N_("same name and date of birth, whatever the ID numbers"),
}
"""How rows are alike that a blocking rule (match.block) brings together."""
ALIKE_BEFORE: Final = {"former_name": N_("a former name that one gives is the other's name")}
"""The same where a list gives former names (match.former)."""

WORK: Final = {**STATES, "disputed": N_("disputed")}
"""What clerks have said about a finding, also where they contradict each other."""

STYLES: Final = {"good": "green", "plain": "yellow", "bad": "red"}
"""How the console colours a tone (models.VERDICT_TONES)."""

SET_ASIDE: Final = {
    "blank": N_("blank"),
    "repeated_header": N_("the header once more"),
    "example": N_("the form's own example"),
    "total": N_("totals"),
    "note": N_("notes and signatures"),
    "not_member": N_("not members (applicants and the like)"),
    "no_name": N_("without a name"),
    "deleted": N_("marked as deleted"),
    "other_table": N_("a sheet of another kind"),
}
"""Why a row was not used (SET_ASIDE.reason)."""


def verdict(line: VerdictLine) -> str:
    """What a verdict is called, and of how many people one must first make sure who they are."""
    name = _(VERDICTS[line.verdict])
    if not line.unsure:
        return name
    return _("{verdict} (of {count}, first make sure who it is)").format(
        verdict=name, count=f"{line.unsure:,}"
    )


RESULTS: Final = {
    "done": N_("came through"),
    "quiet": N_("came through, nothing changed"),
    "doubted": N_("came through, an export was not believed"),
    "refused": N_("refused"),
    "failed": N_("failed"),
    "interrupted": N_("interrupted"),
    "unfinished": N_("never ended, or is at work"),
    "absent": N_("no run came through"),
}
"""What becomes of a run -> its words (see `run.attempts.Attempt.result`)."""

FIGURES: Final = {
    "new": N_("new"),
    "changed": N_("changed"),
    "resolved": N_("resolved"),
    "findings": N_("findings"),
    "people": N_("people"),
}
"""Figures of a run that a message gives -> their words."""
